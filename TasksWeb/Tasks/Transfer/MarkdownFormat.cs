using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Checklists in Markdown (GitHub's task list items): a heading per list, notes indented below their task, dates as in Obsidian
/// Tasks (<c>📅 2026-12-24</c> due, <c>✅ 2026-12-20</c> completed).
/// </summary>
internal sealed partial class MarkdownFormat : TransferFormat
{
    private const string DueSign = "📅";
    private const string CompletedSign = "✅";

    /// <summary>An empty line of notes.</summary>
    private const string EmptyLine = "<br>";

    public override string Name => "md";

    public override string ContentType => "text/markdown";

    public override void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now)
    {
        using var text = new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        foreach (var list in lists)
        {
            text.WriteLine($"# {Escape(list.Title)}".TrimEnd());
            text.WriteLine();
            foreach (var task in list.Tasks)
                Write(text, task);
            text.WriteLine();
        }
    }

    private static void Write(StreamWriter text, PortableTask task)
    {
        var indent = new string(' ', 2 * task.Level);
        text.Write($"{indent}- [{(task.IsCompleted ? 'x' : ' ')}]");
        if (task.Title.Length > 0)
            text.Write($" {Escape(task.Title)}");
        if (task.Due is { } due)
            text.Write($" {DueSign} {PortableDate.Iso(due)}");
        if (task.Completed is { } completed)
            text.Write($" {CompletedSign} {PortableDate.Iso(DateOnly.FromDateTime(completed.UtcDateTime))}");
        text.WriteLine();
        foreach (var line in task.Notes?.Split('\n') ?? [])
            text.WriteLine($"{indent}  {(line.Length == 0 ? EmptyLine : EscapeStart(Escape(line)))}");
    }

    public override IReadOnlyList<PortableList> Read(string text)
    {
        var lists = new List<(string Title, List<PortableTask> Tasks)>();
        foreach (var item in Outline.Read(text, readsHeadings: true))
        {
            if (item.IsHeading)
            {
                lists.Add((Unescape(item.Text), []));
                continue;
            }
            if (lists.Count == 0)
                lists.Add(("", []));
            TaskOf(item).AddTo(lists[^1].Tasks, item.Level);
        }
        return [.. lists.Select(list => new PortableList(list.Title, list.Tasks))];
    }

    private static PortableTask TaskOf(OutlineItem item)
    {
        var title = item.Text;
        var completed = TakeDay(CompletedAtEnd());
        var due = TakeDay(DueAtEnd());
        return new PortableTask(Unescape(title))
        {
            Notes = item.Notes.Count == 0
                ? null
                : string.Join('\n', item.Notes.Select(line => line == EmptyLine ? "" : Unescape(line))),
            Due = due,
            IsCompleted = item.IsCompleted,
            Completed = completed is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        };

        DateOnly? TakeDay(Regex pattern)
        {
            if (pattern.Match(title) is not { Success: true } match)
                return null;
            title = title[..match.Index].TrimEnd();
            return PortableDate.ReadDay(match.Groups["day"].Value, item.Line);
        }
    }

    /// <summary>Makes every program show the text literally; letters, digits and addresses stay as they are.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            var isAtEdge = at == 0 || at == text.Length - 1;
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && isAtEdge) || IsDate(text, at))
                at += Reference(text, at, escaped);
            else if (c is '\\' or '`' or '*' or '[' or ']' or '<' or '~' or '|' or '$' || (c == '_' && !IsInsideWord(text, at))
                || (c == '&' && Entity().IsMatch(text.AsSpan(at))))
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

    /// <summary>Text that would be read as one of our dates.</summary>
    private static bool IsDate(string text, int at) => text[at] is '\uD83D' or '✅' && SignedDay().IsMatch(text.AsSpan(at));

    private static bool IsInsideWord(string text, int at) =>
        at > 0 && at < text.Length - 1 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    private static string Unescape(string text) => Escapes().Replace(text, static match =>
        match.Groups["sign"].Success ? match.Groups["sign"].Value
        : Rune.TryCreate(
            int.Parse(match.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
            out var rune) ? rune.ToString()
        : match.Value);

    [GeneratedRegex($@"{DueSign}\s?(?<day>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex DueAtEnd();

    [GeneratedRegex($@"{CompletedSign}\s?(?<day>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex CompletedAtEnd();

    [GeneratedRegex($@"^(?:{DueSign}|{CompletedSign})\s?[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex SignedDay();

    [GeneratedRegex("^&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", RegexOptions.NonBacktracking)]
    private static partial Regex Entity();

    [GeneratedRegex(@"^(?<number>[0-9]{1,9})(?<sign>[.)])", RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\\(?<sign>[!-/:-@\[-`{-~–—])|&#(?<code>[0-9]{1,7});", RegexOptions.NonBacktracking)]
    private static partial Regex Escapes();
}
