namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Where the last lines are that can end code or a comment: so that what is never closed does not hide the rest of a file, and
/// so that this is known without looking through the rest for each of them.
/// </summary>
internal sealed class MarkdownEnds
{
    /// <summary>Longer fences and deeper lines are rare, and count as these.</summary>
    private const int MaxFence = 16;
    private const int MaxIndent = 64;

    /// <summary>By length: the last line that closes code of this length, or of a shorter one.</summary>
    private readonly int[] _ticks = Nowhere(MaxFence);
    private readonly int[] _tildes = Nowhere(MaxFence);

    /// <summary>By indentation: the last line that has less.</summary>
    private readonly int[] _outdents = Nowhere(MaxIndent);
    private readonly int _html = -1;
    private readonly int _obsidian = -1;

    public MarkdownEnds(IReadOnlyList<string> lines)
    {
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index].AsSpan().Trim();
            if (line.IsEmpty)
                continue;
            if (IndentOf(lines[index]) is var indent and < MaxIndent)
                _outdents[indent + 1] = index;
            if (line[0] is '`' or '~' && line.Length >= 3 && line.TrimStart(line[0]).IsEmpty)
                (line[0] == '`' ? _ticks : _tildes)[Math.Min(MaxFence, line.Length)] = index;
            if (line.Contains("-->", StringComparison.Ordinal))
                _html = index;
            if (line.Contains("%%", StringComparison.Ordinal))
                _obsidian = index;
        }
        // What is indented less than 3 is indented less than 4, and what closes 4 closes 3.
        for (var columns = 1; columns <= MaxIndent; columns++)
            _outdents[columns] = Math.Max(_outdents[columns], _outdents[columns - 1]);
        for (var length = MaxFence - 1; length >= 0; length--)
        {
            _ticks[length] = Math.Max(_ticks[length], _ticks[length + 1]);
            _tildes[length] = Math.Max(_tildes[length], _tildes[length + 1]);
        }
    }

    /// <summary>The last line that ends code, by closing it or by being outside of its item; -1 for none.</summary>
    public int OfCode(char sign, int length, int indent) => Math.Max(
        (sign == '`' ? _ticks : _tildes)[Math.Min(MaxFence, length)], _outdents[Math.Min(MaxIndent, indent)]);

    /// <summary>The last line with an end of comments; -1 for none.</summary>
    public int OfComment(string end) => end == "-->" ? _html : _obsidian;

    /// <summary>In characters.</summary>
    public static int IndentOf(string line) => line.Length - line.AsSpan().TrimStart().Length;

    private static int[] Nowhere(int last)
    {
        var ends = new int[last + 1];
        Array.Fill(ends, -1);
        return ends;
    }
}
