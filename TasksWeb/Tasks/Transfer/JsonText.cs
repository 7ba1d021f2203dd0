using System.Text;
using System.Text.Json;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Reads JSON, and texts that are nearly JSON: with <c>NaN</c> or Python's <c>None</c>, or with a broken line among many.
/// </summary>
internal static class JsonText
{
    /// <summary>Each costs an exception.</summary>
    private const int MaxBrokenLines = 1000;

    /// <exception cref="TransferException"><c>Json</c>, with the line; <c>TooManyValues</c></exception>
    public static IEnumerable<JsonTree> Read(string text, ImportReading reading)
    {
        try
        {
            return JsonTree.Read(text, reading.CancellationToken);
        }
        catch (JsonException e)
        {
            var quoted = QuoteWords(text);
            if (quoted.Length > text.Length && TryRead(quoted, reading) is { } values)
                return values;
            var lines = quoted.Split('\n');
            return IsValuePerLine(lines)
                ? ReadLines(lines, reading)
                : throw new TransferException("Json", (int)(e.LineNumber ?? 0) + 1);
        }
    }

    /// <summary>Without the lines that are broken.</summary>
    private static IEnumerable<JsonTree> ReadLines(string[] lines, ImportReading reading)
    {
        var broken = 0;
        foreach (var (index, line) in lines.Index())
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var values = TryRead(line, reading);
            if (values is null && ++broken > MaxBrokenLines)
                throw new TransferException("Json", index + 1);
            if (values is null)
                reading.Notices.Add("JsonLine", new Place(index + 1), line.Trim());
            foreach (var value in values ?? [])
                yield return value;
        }
    }

    private static IEnumerable<JsonTree>? TryRead(string text, ImportReading reading)
    {
        try
        {
            return JsonTree.Read(text, reading.CancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether most lines are whole objects.</summary>
    private static bool IsValuePerLine(string[] lines)
    {
        var written = lines.Count(line => !string.IsNullOrWhiteSpace(line));
        return written > 1 && 2 * lines.Count(line => line.AsSpan().Trim() is ['{', .., '}']) > written;
    }

    /// <summary>
    /// Puts words that JSON does not know into quotation marks: what they stand for is then left out with its notice.
    /// </summary>
    private static string QuoteWords(string text)
    {
        var quoted = new StringBuilder();
        var copied = 0;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var length = rest[0] == '"' ? LengthOfText(rest) : LengthOfWord(rest);
            if (length > 0 && rest[0] != '"' && !char.IsAsciiDigit(rest[0])
                && rest[..length] is not ("true" or "false" or "null"))
            {
                quoted.Append(text, copied, at - copied).Append('"').Append(rest[..length]).Append('"');
                copied = at + length;
            }
            at += Math.Max(1, length);
        }
        return copied == 0 ? text : quoted.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>With its quotation marks; what is never closed ends with its line.</summary>
    private static int LengthOfText(ReadOnlySpan<char> text)
    {
        var at = 1;
        while (text[Math.Min(at, text.Length)..].IndexOfAny('"', '\n', '\\') is var next and >= 0)
        {
            at += next;
            if (text[at] != '\\')
                return at + 1;
            at += 2;
        }
        return text.Length;
    }

    /// <summary>The length of a word or number; 0 if none begins here.</summary>
    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        var start = text is ['-', 'I', ..] ? 1 : 0;
        if (!char.IsAsciiLetterOrDigit(text[start]) && text[start] != '_')
            return 0;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '.'))
            end++;
        return end;
    }
}
