namespace TasksWeb.Tokens.Transport;

/// <summary>JSON must not begin with one (RFC 8259 §8.1), but that of some providers does.</summary>
internal static class ByteOrderMark
{
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> body) => body is [0xEF, 0xBB, 0xBF, ..] ? body[3..] : body;

    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> body) => body[(body.Length - Skip(body.Span).Length)..];
}
