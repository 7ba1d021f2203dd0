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
/// <param name="unclosed">Gets the index of a line that begins what is never closed: what follows is read as usual.</param>
internal sealed partial class MarkdownBlocks(IReadOnlyList<string> lines, MarkdownEnds ends, Action<int>? unclosed = null)
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
            ['`', '`', '`', .. var code] when code.TrimStart('`').Contains('`') => MarkdownLine.Text,
            ['`', '`', '`', ..] or ['~', '~', '~', ..] => BeginCode(line, index),
            ['<', '!', '-', '-', ..] => BeginComment(line[4..], "-->", index),
            ['%', '%', ..] => BeginComment(line[2..], "%%", index),
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
        var (length, indent) = (line.Length - line.TrimStart(line[0]).Length, IndentOf(index));
        if (ends.OfCode(line[0], length, indent) <= index)
            unclosed?.Invoke(index);
        else
            (_fence, _fenceIndent) = (line[..length].ToString(), indent);
        return MarkdownLine.Literal;
    }

    private int IndentOf(int index) => MarkdownEnds.IndentOf(lines[index]);

    private MarkdownLine BeginComment(ReadOnlySpan<char> rest, string end, int index)
    {
        if (rest.Contains(end, StringComparison.Ordinal))
            return MarkdownLine.Other;
        if (ends.OfComment(end) > index)
            _commentEnd = end;
        else
            unclosed?.Invoke(index);
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
