using System.Buffers;
using System.Globalization;
using System.Text;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// Escapes what JSON does not: separators that some readers take for line ends, and bidirectional control characters
/// (CVE-2021-42574).
/// </summary>
internal sealed class EscapingWriter(TextWriter output) : TextWriter(CultureInfo.InvariantCulture)
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        "\u0085\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        for (var rest = buffer; ;)
        {
            var index = rest.IndexOfAny(Unsafe);
            output.Write(index < 0 ? rest : rest[..index]);
            if (index < 0)
                return;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)rest[index]:X4}"));
            rest = rest[(index + 1)..];
        }
    }

    public override void Flush() => output.Flush();
}
