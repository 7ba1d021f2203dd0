using TasksWeb.Foundation;

namespace TasksWeb.Tokens.Import;

/// <summary>
/// The rows of a table below its header: the first line that names a column of refresh tokens. Lines before it are comments
/// (<c># exported today</c>, or Excel's <c>sep=;</c>).
/// </summary>
internal static class CsvTable
{
    private const int MaxColumns = 200;

    /// <summary>The header is among so many lines with something in them.</summary>
    private const int MaxLinesBefore = 20;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <returns>Null: it has no such header.</returns>
    public static List<TokenRow>? Read(string text)
    {
        if (FindHeader(text) is not (var line, var start, var separator))
            return null;
        var rows = new List<TokenRow>();
        string[]? names = null;
        foreach (var row in new CsvRows(text[start..], separator, MaxColumns).Read())
        {
            if (names is null)
                names = [.. row.Cells.Select(TokenRow.Plain)];
            else if (!row.IsBlank)
                rows.Add(RowOf(line + row.Line, row.Cells, names));
        }
        return rows;
    }

    private static TokenRow RowOf(int line, List<string> cells, string[] names)
    {
        var row = TokenRow.From(line, names.Zip(cells));
        return cells.Skip(names.Length).All(string.IsNullOrWhiteSpace)
            ? row
            : row with { Problem = "it has more cells than the header." };
    }

    /// <returns>How many lines are before it, where it begins, and what separates its cells.</returns>
    private static (int Line, int Start, char Separator)? FindHeader(string text)
    {
        var (line, start) = (0, 0);
        for (var before = 0; start < text.Length && before <= MaxLinesBefore; line++)
        {
            var length = text.AsSpan(start).IndexOfAny('\r', '\n');
            var end = length < 0 ? text.Length : start + length;
            if (SeparatorOf(text[start..end]) is { } separator)
                return (line, start, separator);
            if (!text.AsSpan(start..end).IsWhiteSpace())
                before++;
            start = text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1;
        }
        return null;
    }

    /// <summary>That which makes a header of the line; with the most columns, if several do.</summary>
    private static char? SeparatorOf(string line)
    {
        var (columns, found) = (0, (char?)null);
        foreach (var separator in Separators)
        {
            var cells = new CsvRows(line, separator, MaxColumns).Read().FirstOrDefault()?.Cells ?? [];
            if (cells.Count > columns && cells.Exists(cell => TokenRow.NamesToken(TokenRow.Plain(cell))))
                (columns, found) = (cells.Count, separator);
        }
        return found;
    }
}
