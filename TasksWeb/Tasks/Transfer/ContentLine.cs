using System.Buffers;
using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>An unfolded line of iCalendar (RFC 5545 §3.1).</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Number">Of its first line in the file, counted from 1.</param>
internal sealed record ContentLine(string Name, string Parameters, string Value, int Number)
{
    /// <summary>The value as TEXT (§3.3.11). Quoted-printable has escapes of its own.</summary>
    public string Text => IsQuoted(Parameters)
        ? QuotedPrintable.Decode(Value, Parameter("CHARSET")).Replace("\\;", ";", StringComparison.Ordinal)
        : Unescape(Value);

    /// <summary>
    /// The value as a date. Outlook and others write a colon into a time zone without quotes; the date is behind the last one.
    /// </summary>
    public string Date
    {
        get
        {
            var value = Value.Trim();
            return Parameters.Length > 0 && WrittenDate.Read(value) is null && value.LastIndexOf(':') is var colon and >= 0
                && WrittenDate.Read(value[(colon + 1)..]) is not null ? value[(colon + 1)..] : value;
        }
    }

    /// <summary>In upper case; null if there is none.</summary>
    public string? Parameter(string name)
    {
        foreach (var range in Parameters.AsSpan().Split(';'))
        {
            var parameter = Parameters.AsSpan(range);
            if (parameter.IndexOf('=') is var end and >= 0 && parameter[..end].Equals(name, StringComparison.OrdinalIgnoreCase))
                return parameter[(end + 1)..].Trim('"').ToString().ToUpperInvariant();
        }
        return null;
    }

    /// <summary>Lines that name no property are left out with a notice.</summary>
    public static IEnumerable<ContentLine> Read(string text, ImportReading reading)
    {
        var (number, start, isQuoted) = (0, 0, false);
        var unfolded = new StringBuilder();
        foreach (var line in PortableTask.NormalizeLines(text).Split('\n').Append(""))
        {
            reading.CancellationToken.ThrowIfCancellationRequested();
            number++;
            // A line of quoted-printable goes on after "=".
            if (isQuoted && unfolded[^1] == '=' && line.Length > 0 && !IsFrame(line))
            {
                unfolded.Length--;
                unfolded.Append(line);
                continue;
            }
            if (line is [' ' or '\t', ..])
            {
                unfolded.Append(line, 1, line.Length - 1);
                continue;
            }
            if (unfolded.Length > 0 && Parse(unfolded.ToString(), start) is { } parsed)
                yield return parsed;
            else if (!string.IsNullOrWhiteSpace(unfolded.ToString()))
                reading.Notices.Add("CalendarLine", new Place(start), unfolded.ToString());
            unfolded.Clear().Append(line);
            start = number;
            isQuoted = IsQuoted(line.AsSpan(0, Math.Max(0, line.IndexOf(':', StringComparison.Ordinal))));
        }
    }

    private static bool IsQuoted(ReadOnlySpan<char> parameters) =>
        parameters.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);

    private static bool IsFrame(string line) => line.StartsWith("END:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("BEGIN:", StringComparison.OrdinalIgnoreCase);

    private static ContentLine? Parse(string line, int number)
    {
        // A colon in a quoted parameter does not begin the value, unless the quotation mark is never closed.
        var colon = EndOfName(line, respectsQuotes: true);
        if (colon == line.Length)
            colon = EndOfName(line, respectsQuotes: false);
        if (colon == 0 || colon == line.Length)
            return null;
        var name = line[..colon].Split(';', 2);
        return new ContentLine(name[0].Trim().ToUpperInvariant(), name.ElementAtOrDefault(1) ?? "", line[(colon + 1)..], number);
    }

    private static int EndOfName(string line, bool respectsQuotes)
    {
        var (colon, inQuotes) = (0, false);
        for (; colon < line.Length && (inQuotes || line[colon] != ':'); colon++)
            inQuotes ^= respectsQuotes && line[colon] == '"';
        return colon;
    }

    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var text = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length; at++)
        {
            if (value[at] == '\\' && at + 1 < value.Length)
                text.Append(value[++at] is 'n' or 'N' ? '\n' : value[at]);
            else
                text.Append(value[at]);
        }
        return text.ToString();
    }
}

/// <summary>Writes lines of iCalendar, folded at 75 octets and never inside a character.</summary>
internal sealed class ContentLineWriter(IBufferWriter<byte> file)
{
    private const int MaxOctets = 75;

    public void Write(string name, string value)
    {
        var octets = 0;
        Span<byte> encoded = stackalloc byte[4];
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(encoded);
            if (octets + length > MaxOctets)
            {
                file.Write("\r\n "u8);
                octets = 1;
            }
            file.Write(encoded[..length]);
            octets += length;
        }
        file.Write("\r\n"u8);
    }

    /// <summary>TEXT (§3.3.11): special characters are escaped; control characters are not allowed and left out.</summary>
    public void WriteText(string name, string text)
    {
        var value = new StringBuilder(text.Length);
        foreach (var c in PortableTask.NormalizeLines(text))
        {
            _ = c switch
            {
                '\\' or ';' or ',' => value.Append('\\').Append(c),
                '\n' => value.Append("\\n"),
                _ when char.IsControl(c) && c != '\t' => value,
                _ => value.Append(c),
            };
        }
        Write(name, value.ToString());
    }
}
