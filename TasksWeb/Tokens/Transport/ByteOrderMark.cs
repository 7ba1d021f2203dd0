namespace TasksWeb.Tokens.Transport;

/// <summary>JSON must not begin with one (RFC 8259 §8.1), but that of some providers does.</summary>
internal static class ByteOrderMark
{
    public static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> body) => body[LengthOf(body)..];

    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> body) => body[LengthOf(body.Span)..];

    private static int LengthOf(ReadOnlySpan<byte> body) => body is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
}
