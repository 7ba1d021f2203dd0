using TasksWeb.Foundation;

namespace TasksWeb.Tasks.Transfer;

/// <summary>A table whose separator, header and columns are known, or guessed for the person to correct.</summary>
internal sealed class CsvTable
{
    /// <summary>Programs write remarks above the header; only this many rows are examined.</summary>
    private const int MaxPreamble = 30;

    /// <summary>In characters: how much of the file is examined.</summary>
    private const int MaxBeginning = 64 * 1024;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private readonly string _text;
    private readonly char _separator;
    private readonly int _header;

    private CsvTable(string text, char separator, List<CsvRow> first)
    {
        (_text, _separator) = (text, separator);
        (_header, Score) = HeaderIn(first);
        Names = first.Count == 0 ? [] : [.. first[_header].Cells];
    }

    /// <summary>How many columns are known by their names; 0 if none of them is the title.</summary>
    public int Score { get; }

    /// <summary>What the header row has.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool HasHeader { get; private set; } = true;

    public IReadOnlyList<ImportColumn> Columns { get; private set; } = [];

    /// <summary>Chooses the separator with which most columns are known, else the one with most columns.</summary>
    public static CsvTable Open(string text)
    {
        // A line with which some programs tell Excel the separator.
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5)
            return Try(text[5..].TrimStart('\r', '\n'), text[4]);
        return Separators.Select(separator => Try(text, separator)).MaxBy(table => (table.Score, table.Names.Count))!;

        static CsvTable Try(string text, char separator) =>
            new(text, separator, [.. new CsvRows(Beginning(text), separator, ImportLimits.Columns).Read().Take(MaxPreamble)]);
    }

    /// <summary>The rows below the header, after the columns got their fields.</summary>
    /// <exception cref="TransferException"><c>TooManyColumns</c></exception>
    public IEnumerable<CsvRow> Rows(ImportReading reading)
    {
        if (Names.Count > ImportLimits.Columns)
            throw new TransferException("TooManyColumns", line: null, $"{ImportLimits.Columns}");
        HasHeader = reading.Choices.HasHeader
            ?? (Score > 0 || !Names.Any(name => WrittenDate.Read(name) is not null));
        var sample = Body(Beginning(_text), notices: null).Take(MaxPreamble).ToList();
        var fields = reading.Choices.Columns is { } chosen && chosen.Count == Names.Count ? chosen : Guess(sample);
        Columns = [.. Names.Select((name, column) => new ImportColumn(
            HasHeader ? name : "", fields[column],
            sample.Select(row => row[column]).FirstOrDefault(cell => !string.IsNullOrWhiteSpace(cell)) ?? ""))];
        if (HasHeader && _header > 0)
            reading.Notices.Count("Preamble", _header);
        return Body(_text, reading.Notices);
    }

    private static string Beginning(string text) => text.Length > MaxBeginning ? text[..MaxBeginning] : text;

    private IEnumerable<CsvRow> Body(string text, ImportNotices? notices) =>
        new CsvRows(text, _separator, ImportLimits.Columns, line => notices?.Add("CsvQuote", new Place(line)))
            .Read().Skip(HasHeader ? _header + 1 : 0);

    private static (int Row, int Score) HeaderIn(List<CsvRow> rows)
    {
        var best = (Row: Math.Max(0, rows.FindIndex(row => !row.IsBlank)), Score: 0);
        foreach (var (number, row) in rows.Index())
        {
            var fields = FieldNames.Of(row.Cells);
            var score = fields.Contains(TaskField.Title) ? fields.Count(field => field != TaskField.None) : 0;
            if (score > best.Score)
                best = (number, score);
        }
        return best;
    }

    /// <summary>By the names; without a known title, by what the first rows hold.</summary>
    private TaskField[] Guess(List<CsvRow> sample)
    {
        var fields = HasHeader ? FieldNames.Of(Names) : new TaskField[Names.Count];
        if (fields.Length == 0 || fields.Contains(TaskField.Title))
            return fields;
        foreach (var column in Enumerable.Range(0, fields.Length).Where(column => fields[column] == TaskField.None))
        {
            var cells = sample.Select(row => row[column]).Where(cell => !string.IsNullOrWhiteSpace(cell)).ToList();
            var field = cells.Count == 0 ? TaskField.None
                : cells.TrueForAll(cell => WrittenDate.Read(cell) is not null) ? TaskField.Due
                : cells.TrueForAll(cell => StatusWord.Of(cell) is not null) ? TaskField.Done
                : cells.Exists(cell => cell.Any(char.IsLetter)) ? TaskField.Title
                : TaskField.None;
            if (!fields.Contains(field))
                fields[column] = field;
        }
        if (!fields.Contains(TaskField.Title))
            fields[0] = TaskField.Title;
        return fields;
    }
}
