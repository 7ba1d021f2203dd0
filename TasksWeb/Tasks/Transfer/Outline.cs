using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Lines of text as tasks: bullets, numbers and boxes are marks and go; what is indented below a task is its subtask, or, without
/// a mark below one that has a mark, its notes.
/// </summary>
public static partial class Outline
{
    /// <param name="readsHeadings">A line that begins with <c># </c> is a heading and not a task.</param>
    public static IReadOnlyList<OutlineItem> Read(string text, bool readsHeadings = false)
    {
        var items = new List<OutlineItem>();
        var indents = new Stack<int>();
        var number = 0;
        var gap = false;
        foreach (var line in PortableTask.OneEnding(text).Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty)
            {
                gap = true;
                continue;
            }
            var indent = Indent(line);
            var mark = Mark().Match(line);
            if (readsHeadings && Heading().Match(line) is { Success: true } heading)
            {
                items.Add(new OutlineItem(number, 0, heading.Groups["text"].Value.Trim()) { IsHeading = true });
                indents.Clear();
            }
            else if (!mark.Success && items is [.., { IsMarked: true } owner] && indent > indents.Peek())
            {
                if (gap && owner.Notes.Count > 0)
                    owner.Notes.Add("");
                owner.Notes.Add(line.Trim());
            }
            else
            {
                while (indents.Count > 0 && indents.Peek() >= indent)
                    indents.Pop();
                items.Add(new OutlineItem(number, indents.Count, (mark.Success ? mark.Groups["text"].Value : line).Trim())
                {
                    IsMarked = mark.Success,
                    IsDone = mark.Groups["done"].Success,
                });
                indents.Push(indent);
            }
            gap = false;
        }
        return items;
    }

    /// <summary>In columns: a tab leads to the next fourth, a full-width space is two.</summary>
    private static int Indent(string line)
    {
        var columns = 0;
        foreach (var c in line.TakeWhile(char.IsWhiteSpace))
            columns = c == '\t' ? (columns / 4 + 1) * 4 : columns + (c == '\u3000' ? 2 : 1);
        return columns;
    }

    [GeneratedRegex(
        @"^\s*(?:(?:[-*+–—]|[0-9]{1,9}[.)])(?:\s+(?:\[(?:[ \u3000]?|(?<done>[xX✓✔]))\](?:\s+|$))?|$)|[•◦▪・]\s*|[☐□]\s*|(?<done>[☑✓✔])\s*)(?<text>.*)$",
        RegexOptions.NonBacktracking)]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\s{0,3}#{1,6}(?:\s+(?<text>.*))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}

/// <summary>One line with a task or a heading.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Level">0 at the top; one deeper than the task it belongs to.</param>
public sealed record OutlineItem(int Line, int Level, string Text)
{
    public bool IsHeading { get; init; }

    /// <summary>Had a bullet, a number or a box.</summary>
    public bool IsMarked { get; init; }

    /// <summary>The box was ticked.</summary>
    public bool IsDone { get; init; }

    /// <summary>The lines below that are the task's notes.</summary>
    public IList<string> Notes { get; } = [];
}
