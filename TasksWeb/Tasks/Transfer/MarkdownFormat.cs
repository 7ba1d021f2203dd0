using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Checklists in Markdown (GitHub's task list items): a heading per list, notes indented below their task, dates as in Obsidian
/// Tasks (<c>📅 2026-12-24</c> due, <c>✅ 2026-12-20</c> completed).
/// </summary>
internal sealed partial class MarkdownFormat : TransferFormat
{
    /// <summary>An empty line of notes.</summary>
    internal const string EmptyLine = "<br>";

    public override string Name => "md";

    public override string ContentType => "text/markdown";

    public override async Task WriteAsync(
        PipeWriter file, IReadOnlyList<ExportedList> lists, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var list in lists)
        {
            Encoding.UTF8.GetBytes($"{$"# {Escape(list.Title)}".TrimEnd()}\n\n", file);
            await foreach (var task in list.Tasks)
            {
                Encoding.UTF8.GetBytes(Text(task), file);
                await PassOnAsync(file, cancellationToken);
            }
            Encoding.UTF8.GetBytes("\n", file);
        }
    }

    private static string Text(PortableTask task)
    {
        var indent = new string(' ', 2 * task.Level);
        var text = new StringBuilder($"{indent}- [{(task.IsCompleted ? 'x' : ' ')}]");
        if (task.Title.Length > 0)
            text.Append(' ').Append(Escape(task.Title));
        if (task.Due is { } due)
            text.Append(' ').AppendJoin(' ', MarkdownSigns.Due, PortableDate.Iso(due));
        if (task.Completed is { } completed)
            text.Append(' ').AppendJoin(
                ' ', MarkdownSigns.Completed, PortableDate.Iso(DateOnly.FromDateTime(completed.UtcDateTime)));
        text.Append('\n');
        foreach (var line in task.Notes?.Split('\n') ?? [])
            text.Append(indent).Append("  ").Append(line.Length == 0 ? EmptyLine : EscapeStart(Escape(line))).Append('\n');
        return text.ToString();
    }

    internal override void Read(string text, ImportReading reading) =>
        new MarkdownReader(PortableTask.NormalizeLines(text).Split('\n'), reading).Read();

    /// <summary>Makes every program show the text literally; letters, digits and addresses stay as they are.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        var days = MarkdownSigns.DaysIn(text);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            var isAtEdge = at == 0 || at == text.Length - 1;
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && isAtEdge) || days.Contains(at))
                at += Reference(text, at, escaped);
            else if (c is '\\' or '`' or '*' or '[' or ']' or '<' or '~' or '|' or '$' || (c == '_' && !IsInsideWord(text, at))
                || (c == '&' && Entity().IsMatch(text.AsSpan(at))) || IsHidden(text, at))
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>Escapes what would begin a heading, quotation, list or rule.</summary>
    private static string EscapeStart(string line) => line[0] switch
    {
        '#' or '>' or '+' or '-' or '=' or '–' or '—' => $@"\{line}",
        '•' or '◦' or '▪' or '・' or '☐' or '□' or '☑' or '✓' or '✔' => $"&#{(int)line[0]};{line[1..]}",
        >= '0' and <= '9' => Numbered().Replace(line, @"${number}\${sign}"),
        _ => line,
    };

    /// <summary>Appends the code point as a numeric character reference.</summary>
    /// <returns>1 if it has a second UTF-16 unit, else 0.</returns>
    private static int Reference(string text, int at, StringBuilder escaped)
    {
        var isPair = char.IsSurrogatePair(text, at);
        escaped.Append(CultureInfo.InvariantCulture, $"&#{(isPair ? char.ConvertToUtf32(text, at) : text[at])};");
        return isPair ? 1 : 0;
    }

    /// <summary>Signs with which comments and the names of blocks begin.</summary>
    private static bool IsHidden(string text, int at) => at > 0
        && ((text[at] == '%' && text[at - 1] == '%') || (text[at] == '^' && char.IsWhiteSpace(text[at - 1])));

    private static bool IsInsideWord(string text, int at) =>
        at > 0 && at < text.Length - 1 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    internal static string Unescape(string text)
    {
        if (!text.AsSpan().ContainsAny('\\', '&'))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && (char.IsAscii(text[at + 1]) && (char.IsPunctuation(text[at + 1])
                || char.IsSymbol(text[at + 1])) || text[at + 1] is '–' or '—'))
                plain.Append(text[++at]);
            else if (text[at] == '&' && CodePoint(text.AsSpan(at), out var length) is { } rune)
            {
                plain.Append(rune);
                at += length - 1;
            }
            else
                plain.Append(text[at]);
        }
        return plain.ToString();
    }

    /// <summary>The character of a numeric reference such as <c>&amp;#10;</c>.</summary>
    private static Rune? CodePoint(ReadOnlySpan<char> text, out int length)
    {
        const int MaxLength = 10;
        length = text[..Math.Min(text.Length, MaxLength)].IndexOf(';') + 1;
        return length > 3 && text[1] == '#'
            && int.TryParse(text[2..(length - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && Rune.TryCreate(code, out var rune) ? rune : null;
    }

    [GeneratedRegex("^&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", RegexOptions.NonBacktracking)]
    private static partial Regex Entity();

    [GeneratedRegex(@"^(?<number>[0-9]{1,9})(?<sign>[.)])", RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();
}
