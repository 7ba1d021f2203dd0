using System.Text;

namespace TasksWeb.Foundation;

/// <param name="Line">Where the row begins, counted from 1.</param>
internal sealed record CsvRow(int Line, List<string> Cells)
{
    public string this[int column] => column < Cells.Count ? Cells[column] : "";

    public bool IsBlank => Cells.TrueForAll(string.IsNullOrWhiteSpace);
}

/// <summary>
/// The rows of a table (RFC 4180) with any separator and any line ends. A quotation mark that is never closed, or closed in the
/// middle of a later line, is text.
/// </summary>
/// <param name="columns">Cells of a row that are kept, and one more.</param>
/// <param name="onQuote">Is called with the line of each quotation mark that is text.</param>
internal sealed class CsvRows(string text, char separator, int columns, Action<int>? onQuote = null)
{
    /// <summary>After this many, every quotation mark is text, so that no file is read repeatedly.</summary>
    private const int MaxMendedQuotes = 100;

    private readonly StringBuilder _cell = new();
    private int _at;
    private int _line = 1;
    private int _mended;

    public IEnumerable<CsvRow> Read()
    {
        while (_at < text.Length)
            yield return ReadRow();
    }

    private CsvRow ReadRow()
    {
        var row = new CsvRow(_line, []);
        while (true)
        {
            var cell = ReadCell(row.Line);
            if (row.Cells.Count <= columns)
                row.Cells.Add(cell);
            if (_at >= text.Length)
                return row;
            var sign = text[_at++];
            if (sign == separator)
                continue;
            if (sign == '\r' && _at < text.Length && text[_at] == '\n')
                _at++;
            _line++;
            return row;
        }
    }

    private string ReadCell(int line)
    {
        var start = _at;
        while (_at < text.Length && text[_at] == ' ' && separator != ' ')
            _at++;
        if (_at < text.Length && text[_at] == '"' && _mended < MaxMendedQuotes)
        {
            if (ReadQuoted() is { } quoted)
                return quoted;
            _mended++;
            onQuote?.Invoke(line);
        }
        _at = start;
        return ReadToSeparator();
    }

    /// <summary>Null if the quotation mark does not quote a cell.</summary>
    private string? ReadQuoted()
    {
        _cell.Clear();
        var lines = 0;
        for (_at++; ;)
        {
            var length = text.AsSpan(_at).IndexOf('"');
            if (length < 0)
                return null;
            var part = text.AsSpan(_at, length);
            lines += LineEndsIn(part);
            _cell.Append(part);
            _at += length + 1;
            if (_at < text.Length && text[_at] == '"')
            {
                _cell.Append('"');
                _at++;
                continue;
            }
            var rest = ReadToSeparator().TrimEnd(' ');
            if (rest.Length > 0 && lines > 0)
                return null;
            _line += lines;
            return _cell.Append(rest).ToString();
        }
    }

    private string ReadToSeparator()
    {
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAny(separator, '\r', '\n');
        rest = length < 0 ? rest : rest[..length];
        _at += rest.Length;
        return rest.ToString();
    }

    private static int LineEndsIn(ReadOnlySpan<char> part) =>
        part.Count('\n') + part.Count('\r') - part.Count("\r\n");
}
