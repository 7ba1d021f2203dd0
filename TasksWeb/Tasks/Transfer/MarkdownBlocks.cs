using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

internal enum MarkdownLine
{
    Text,
    Heading,

    /// <summary>Code, a quotation or a table: part of notes, but never an item.</summary>
    Literal,

    /// <summary>Front matter, a comment or a rule.</summary>
    Other,
}

/// <summary>Finds the lines of a Markdown file that are not items of a list (CommonMark 0.31, GitHub, Obsidian).</summary>
internal sealed partial class MarkdownBlocks(IReadOnlyList<string> lines)
{
    private readonly int _frontMatterEnd = FrontMatterEnd(lines);
    private string? _fence;
    private int _fenceIndent;
    private string? _commentEnd;

    /// <param name="index">Counted from 0; every line in its order.</param>
    public MarkdownLine KindOf(int index)
    {
        var line = lines[index].AsSpan().Trim();
        if (index <= _frontMatterEnd)
            return MarkdownLine.Other;
        if (_commentEnd is not null)
        {
            if (line.Contains(_commentEnd, StringComparison.Ordinal))
                _commentEnd = null;
            return MarkdownLine.Other;
        }
        // Code within an item ends with the item.
        if (!line.IsEmpty && IndentOf(index) < _fenceIndent)
            (_fence, _fenceIndent) = (null, 0);
        if (_fence is not null)
        {
            if (line.StartsWith(_fence, StringComparison.Ordinal) && line.Trim(_fence[0]).IsEmpty)
                (_fence, _fenceIndent) = (null, 0);
            return MarkdownLine.Literal;
        }
        return line switch
        {
            ['`', '`', '`', ..] or ['~', '~', '~', ..] => BeginCode(line, index),
            ['<', '!', '-', '-', ..] => BeginComment(line[4..], "-->"),
            ['%', '%', ..] => BeginComment(line[2..], "%%"),
            ['>' or '|', ..] => MarkdownLine.Literal,
            ['#', ..] when Heading().IsMatch(lines[index]) => MarkdownLine.Heading,
            ['-' or '*' or '_' or '=', ..] when Rule().IsMatch(line) => MarkdownLine.Other,
            _ => MarkdownLine.Text,
        };
    }

    /// <summary>The text of a heading.</summary>
    public static string TitleOf(string line) => line.Trim().TrimStart('#').Trim();

    private MarkdownLine BeginCode(ReadOnlySpan<char> line, int index)
    {
        (_fence, _fenceIndent) = (line[..^line.TrimStart(line[0]).Length].ToString(), IndentOf(index));
        return MarkdownLine.Literal;
    }

    private int IndentOf(int index) => lines[index].Length - lines[index].AsSpan().TrimStart().Length;

    private MarkdownLine BeginComment(ReadOnlySpan<char> rest, string end)
    {
        _commentEnd = rest.Contains(end, StringComparison.Ordinal) ? null : end;
        return MarkdownLine.Other;
    }

    private static int FrontMatterEnd(IReadOnlyList<string> lines)
    {
        if (lines[0].TrimEnd() != "---")
            return -1;
        for (var index = 1; index < lines.Count; index++)
        {
            if (lines[index].TrimEnd() is "---" or "...")
                return index;
        }
        return -1;
    }

    [GeneratedRegex(@"^\s{0,3}#{1,6}(?:\s|$)", RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Rule();
}
