using System.Buffers;
using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// Escapes what JSON does not: separators that some readers take for line ends, and marks that turn text round
/// (CVE-2021-42574).
/// </summary>
internal sealed class SafeFormatter(ITextFormatter inner) : ITextFormatter
{
    private static readonly SearchValues<char> Unsafe = SearchValues.Create(
        "\u0085\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\uFEFF");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new StringWriter(CultureInfo.InvariantCulture);
        inner.Format(logEvent, buffer);
        var text = buffer.ToString();
        for (var rest = text.AsSpan(); ;)
        {
            var index = rest.IndexOfAny(Unsafe);
            output.Write(index < 0 ? rest : rest[..index]);
            if (index < 0)
                return;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)rest[index]:X4}"));
            rest = rest[(index + 1)..];
        }
    }
}
