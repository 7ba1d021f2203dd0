using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Lines of text as tasks. Bullets, numbers and checkboxes are markers and removed. A line indented below a task is its subtask,
/// or part of its notes if only the task has a marker.
/// </summary>
public sealed partial class Outline
{
    private readonly Stack<int> _indents = new();
    private OutlineItem? _last;
    private bool _isAfterGap;

    /// <summary>Whether only lines with a marker are items; the number of others is <see cref="LeftOut"/>.</summary>
    internal bool ItemsOnly { get; init; }

    internal int LeftOut { get; private set; }

    /// <summary>Whether an item without a checkbox can begin with a word for its state.</summary>
    internal bool HasKeywords { get; init; }

    /// <summary>Whether lines that begin with asterisks are items of Org, as deep as there are asterisks.</summary>
    internal bool IsOrg { get; init; }

    public static IReadOnlyList<OutlineItem> Read(string text)
    {
        var outline = new Outline();
        var items = new List<OutlineItem>();
        foreach (var (index, line) in PortableTask.NormalizeLines(text).Split('\n').Index())
        {
            if (outline.Add(line, index + 1, Marker()) is { } item)
                items.Add(item);
        }
        return items;
    }

    /// <summary>Whether a line has a bullet, a number or a checkbox; in a file, other signs can be in the checkbox.</summary>
    internal static bool IsListItem(string line) => CanBeMarker(line) && FileMarker().IsMatch(line);

    internal OutlineItem? AddFileLine(string line, int number)
    {
        if (!IsOrg || TaskKeyword.StarsOf(line) is not (> 0 and var stars))
            return Add(line, number, FileMarker());
        // Left of every other line, so that text without an indentation is below it.
        return Push(stars - int.MaxValue, new OutlineItem(number, 0, line[stars..].Trim()) { HasMarker = true });
    }

    /// <summary>Ends the notes and levels of the items before.</summary>
    internal void EndSection()
    {
        _indents.Clear();
        (_last, _isAfterGap) = (null, false);
    }

    /// <summary>Adds a line to the notes of the last item, if it is indented below that and the item has a marker.</summary>
    internal bool TryAddNote(string line)
    {
        if (_last is not { HasMarker: true } || IndentOf(line) <= _indents.Peek())
            return false;
        if (_isAfterGap && _last.Notes.Count > 0)
            _last.Notes.Add("");
        _last.Notes.Add(line.Trim());
        _isAfterGap = false;
        return true;
    }

    /// <summary>Null for a line that is blank, left out, or in the notes of the item before.</summary>
    private OutlineItem? Add(string line, int number, Regex pattern)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            _isAfterGap = true;
            return null;
        }
        var marker = CanBeMarker(line) ? pattern.Match(line) : Match.Empty;
        if (!marker.Success && TryAddNote(line))
            return null;
        var indent = IndentOf(line);
        while (_indents.TryPeek(out var above) && above >= indent)
            _indents.Pop();
        if (ItemsOnly && !marker.Success)
        {
            LeftOut++;
            _last = null;
            return null;
        }
        return Push(indent, new OutlineItem(number, 0, (marker.Success ? marker.Groups["text"].Value : line).Trim())
        {
            HasMarker = marker.Success,
            HasBox = marker.Groups["box"].Success,
            IsCompleted = marker.Groups["done"].Success,
            IsCancelled = marker.Groups["other"].Value == "-",
        });
    }

    private OutlineItem Push(int indent, OutlineItem item)
    {
        while (_indents.TryPeek(out var above) && above >= indent)
            _indents.Pop();
        _last = item with { Level = _indents.Count };
        if (HasKeywords && item is { HasMarker: true, HasBox: false } && TaskKeyword.Of(item.Text) is { } keyword)
            _last = _last with { Text = item.Text[keyword.Length..].TrimStart(), Keyword = keyword };
        _indents.Push(indent);
        _isAfterGap = false;
        return _last;
    }

    private static bool CanBeMarker(string line) =>
        line.AsSpan().TrimStart() is [var first, ..]
        && (char.IsAsciiDigit(first) || "-*+–—•◦▪・☐□☑✓✔".Contains(first, StringComparison.Ordinal));

    /// <summary>In columns: a tab leads to the next multiple of four, a full-width space counts as two.</summary>
    private static int IndentOf(string line)
    {
        var columns = 0;
        foreach (var c in line.TakeWhile(char.IsWhiteSpace))
            columns = c == '\t' ? (columns / 4 + 1) * 4 : columns + (c == '\u3000' ? 2 : 1);
        return columns;
    }

    /// <summary>In milliseconds; a line of the largest file takes a few.</summary>
    private const int MatchTimeout = 1000;

    private const string Bullet = @"^\s*(?:(?:[-*+–—]|[0-9]{1,9}[.)])(?:\s+(?:(?<box>\[)(?:[ \u3000]?|(?<done>[xX✓✔])";
    private const string AfterBox = @")\](?:\s+|$))?|$)|[•◦▪・]\s*|[☐□]\s*|(?<done>[☑✓✔])\s*)(?<text>.*)$";

    // Neither can go back far: what follows the marker always fits. NonBacktracking takes 20 µs a line, 2 s for a full account.
    [GeneratedRegex(Bullet + AfterBox, RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex Marker();

    [GeneratedRegex(Bullet + @"|(?<other>[^\]\sA-Za-z0-9])" + AfterBox, RegexOptions.ExplicitCapture, MatchTimeout)]
    private static partial Regex FileMarker();
}

/// <param name="Line">Counted from 1.</param>
/// <param name="Level">0 at the top.</param>
public sealed record OutlineItem(int Line, int Level, string Text)
{
    /// <summary>Whether it had a bullet, a number or a checkbox.</summary>
    public bool HasMarker { get; init; }
    public bool IsCompleted { get; init; }

    /// <summary>Whether its checkbox was <c>[-]</c>.</summary>
    public bool IsCancelled { get; init; }

    internal bool HasBox { get; init; }

    /// <summary>The word for its state that stood before its text; null if there was none.</summary>
    internal string? Keyword { get; init; }

    public IList<string> Notes { get; } = [];
}
