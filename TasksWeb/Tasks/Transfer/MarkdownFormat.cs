using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Checklists in Markdown (GitHub's task list items): a heading a list, notes indented below their task, dates as many note
/// programs write them (<c>📅 2026-12-24</c> due, <c>✅ 2026-12-20</c> done).
/// </summary>
internal sealed partial class MarkdownFormat : TransferFormat
{
    private const string DueSign = "📅";
    private const string DoneSign = "✅";

    /// <summary>A line of notes with nothing on it.</summary>
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
                Write(text, task, "");
            text.WriteLine();
        }
    }

    private static void Write(StreamWriter text, PortableTask task, string indent)
    {
        text.Write($"{indent}- [{(task.IsCompleted ? 'x' : ' ')}]");
        if (task.Title.Length > 0)
            text.Write($" {Escape(task.Title)}");
        if (task.Due is { } due)
            text.Write($" {DueSign} {PortableDate.Iso(due)}");
        if (task.Completed is { } completed)
            text.Write($" {DoneSign} {PortableDate.Iso(DateOnly.FromDateTime(completed.UtcDateTime))}");
        text.WriteLine();
        foreach (var line in task.Notes?.Split('\n') ?? [])
            text.WriteLine($"{indent}  {(line.Length == 0 ? EmptyLine : EscapeStart(Escape(line)))}");
        foreach (var subtask in task.Subtasks)
            Write(text, subtask, indent + "  ");
    }

    public override IReadOnlyList<PortableList> Read(string text)
    {
        var lists = new List<(string Title, OutlineTree Tree)>();
        foreach (var item in Outline.Read(text, readsHeadings: true))
        {
            if (item.IsHeading)
            {
                lists.Add((Unescape(item.Text), new OutlineTree()));
                continue;
            }
            if (lists.Count == 0)
                lists.Add(("", new OutlineTree()));
            lists[^1].Tree.Add(item.Level, TaskOf(item));
        }
        return [.. lists.Select(list => new PortableList(list.Title, list.Tree.Build()))];
    }

    private static PortableTask TaskOf(OutlineItem item)
    {
        var title = item.Text;
        var done = TakeDay(DoneAtEnd());
        var due = TakeDay(DueAtEnd());
        return new PortableTask(Unescape(title))
        {
            Notes = item.Notes.Count == 0
                ? null
                : string.Join('\n', item.Notes.Select(line => line == EmptyLine ? "" : Unescape(line))),
            Due = due,
            IsCompleted = item.IsDone,
            Completed = done is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        };

        DateOnly? TakeDay(Regex pattern)
        {
            if (pattern.Match(title) is not { Success: true } match)
                return null;
            title = title[..match.Index].TrimEnd();
            return PortableDate.Day(match.Groups["day"].Value)
                ?? throw new TransferException("Date", item.Line, match.Groups["day"].Value);
        }
    }

    /// <summary>
    /// So that every program shows the text and not what it could mean; letters, digits and addresses stay as they are.
    /// </summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            var isOutside = at == 0 || at == text.Length - 1;
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && isOutside) || IsDate(text, at))
                at += Reference(text, at, escaped);
            else if (c is '\\' or '`' or '*' or '[' or ']' or '<' or '~' or '|' or '$' || (c == '_' && !IsInsideWord(text, at))
                || (c == '&' && Entity().IsMatch(text[at..])))
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    /// <summary>What would begin a heading, a quotation, a list or a rule at the start of a line.</summary>
    private static string EscapeStart(string line) => line[0] switch
    {
        '#' or '>' or '+' or '-' or '=' or '–' or '—' => $@"\{line}",
        '•' or '◦' or '▪' or '・' or '☐' or '□' or '☑' or '✓' or '✔' => $"&#{(int)line[0]};{line[1..]}",
        >= '0' and <= '9' => Numbered().Replace(line, @"${number}\${sign}"),
        _ => line,
    };

    /// <returns>How many more characters the reference stands for.</returns>
    private static int Reference(string text, int at, StringBuilder escaped)
    {
        var isPair = char.IsSurrogatePair(text, at);
        escaped.Append(CultureInfo.InvariantCulture, $"&#{(isPair ? char.ConvertToUtf32(text, at) : text[at])};");
        return isPair ? 1 : 0;
    }

    /// <summary>A sign of ours in the text, with a date behind it.</summary>
    private static bool IsDate(string text, int at) => text[at] is '\uD83D' or '✅' && SignedDay().IsMatch(text[at..]);

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

    [GeneratedRegex($@"{DoneSign}\s?(?<day>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex DoneAtEnd();

    [GeneratedRegex($@"^(?:{DueSign}|{DoneSign})\s?[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex SignedDay();

    [GeneratedRegex("^&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", RegexOptions.NonBacktracking)]
    private static partial Regex Entity();

    [GeneratedRegex(@"^(?<number>[0-9]{1,9})(?<sign>[.)])", RegexOptions.NonBacktracking)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\\(?<sign>[!-/:-@\[-`{-~–—])|&#(?<code>[0-9]{1,7});", RegexOptions.NonBacktracking)]
    private static partial Regex Escapes();
}
