using System.Buffers.Text;
using System.Text;

namespace TasksWeb.Benchmarks.Load;

/// <summary>As much of HTTP/1.1 as tells where an answer ends (RFC 9112 §6).</summary>
internal static class AnswerBytes
{
    public static int StatusOf(ReadOnlySpan<byte> answer) =>
        Utf8Parser.TryParse(answer[9..12], out int status, out _) ? status : throw new InvalidDataException("This is not HTTP.");

    public static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var body = answer[(head + 4)..];
        return LengthOf(answer[..(head + 2)]) is { } length ? body.Length >= length : body.EndsWith("0\r\n\r\n"u8);
    }

    /// <summary>Null: sent in chunks. The body has no line that is "0", so the last chunk is known by its bytes.</summary>
    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        while (head.IndexOf("\r\n"u8) is var end and >= 0)
        {
            var line = head[..end];
            head = head[(end + 2)..];
            if (line.Length > 16 && Ascii.EqualsIgnoreCase(line[..15], "Content-Length:"u8))
                return Utf8Parser.TryParse(line[15..].TrimStart((byte)' '), out int length, out _) ? length : null;
        }
        return null;
    }
}
