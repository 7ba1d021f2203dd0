using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Lines of text as tasks. Bullets, numbers and checkboxes are markers and removed. A line indented below a task is its subtask,
/// or part of its notes if only the task has a marker.
/// </summary>
public static partial class Outline
{
    /// <param name="readsHeadings">Whether a line that begins with <c># </c> is a heading and not a task.</param>
    public static IReadOnlyList<OutlineItem> Read(string text, bool readsHeadings = false)
    {
        var items = new List<OutlineItem>();
        var indents = new Stack<int>();
        var isAfterGap = false;
        foreach (var (index, line) in PortableTask.NormalizeLines(text).Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                isAfterGap = true;
                continue;
            }
            var indent = IndentOf(line);
            var marker = Marker().Match(line);
            if (readsHeadings && Heading().Match(line) is { Success: true } heading)
            {
                items.Add(new OutlineItem(index + 1, 0, heading.Groups["text"].Value.Trim()) { IsHeading = true });
                indents.Clear();
            }
            else if (!marker.Success && items is [.., { HasMarker: true } task] && indent > indents.Peek())
            {
                if (isAfterGap && task.Notes.Count > 0)
                    task.Notes.Add("");
                task.Notes.Add(line.Trim());
            }
            else
            {
                while (indents.TryPeek(out var above) && above >= indent)
                    indents.Pop();
                items.Add(new OutlineItem(index + 1, indents.Count, (marker.Success ? marker.Groups["text"].Value : line).Trim())
                {
                    HasMarker = marker.Success,
                    IsCompleted = marker.Groups["done"].Success,
                });
                indents.Push(indent);
            }
            isAfterGap = false;
        }
        return items;
    }

    /// <summary>In columns: a tab leads to the next multiple of four, a full-width space counts as two.</summary>
    private static int IndentOf(string line)
    {
        var columns = 0;
        foreach (var c in line.TakeWhile(char.IsWhiteSpace))
            columns = c == '\t' ? (columns / 4 + 1) * 4 : columns + (c == '\u3000' ? 2 : 1);
        return columns;
    }

    [GeneratedRegex(
        @"^\s*(?:(?:[-*+–—]|[0-9]{1,9}[.)])(?:\s+(?:\[(?:[ \u3000]?|(?<done>[xX✓✔]))\](?:\s+|$))?|$)"
        + @"|[•◦▪・]\s*|[☐□]\s*|(?<done>[☑✓✔])\s*)(?<text>.*)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^\s{0,3}#{1,6}(?:\s+(?<text>.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}

/// <param name="Line">Counted from 1.</param>
/// <param name="Level">0 at the top.</param>
public sealed record OutlineItem(int Line, int Level, string Text)
{
    public bool IsHeading { get; init; }

    /// <summary>Whether it had a bullet, a number or a checkbox.</summary>
    public bool HasMarker { get; init; }
    public bool IsCompleted { get; init; }

    public IList<string> Notes { get; } = [];
}
