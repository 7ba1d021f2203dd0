using TasksWeb.Foundation;
using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// A table for spreadsheets (RFC 4180; UTF-8 with a byte order mark, which they need for Japanese): one row per task, with its
/// level. Tables of other programs are read by the names of their columns.
/// </summary>
internal sealed class CsvFormat : TransferFormat
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    public override string Name => "csv";

    public override string ContentType => "text/csv";

    public override async Task WriteAsync(
        PipeWriter file, IReadOnlyList<ExportedList> lists, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Encoding.UTF8.GetBytes("\ufeffList,Level,Title,Notes,Due,Status,Completed\r\n", file);
        foreach (var list in lists)
        {
            await foreach (var task in list.Tasks)
            {
                Encoding.UTF8.GetBytes(string.Join(',', new[]
                {
                    FormulaGuard.Add(list.Title), $"{task.Level}", FormulaGuard.Add(task.Title),
                    FormulaGuard.Add(task.Notes ?? ""), task.Due is { } due ? PortableDate.Iso(due) : "",
                    task.IsCompleted ? "completed" : "needsAction",
                    task.Completed is { } completed ? PortableDate.Iso(completed) : "",
                }.Select(Quote)) + "\r\n", file);
                await PassOnAsync(file, cancellationToken);
            }
        }
    }

    private static string Quote(string cell) => cell.Length > 0
        && (cell.AsSpan().ContainsAny(Quoted) || char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[^1]))
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;

    /// <summary>Whether text of no known extension is a table: its columns are known, or separated by tabs.</summary>
    public static bool IsTable(string text)
    {
        var table = CsvTable.Open(text);
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return table.Names.Count > 1 && (table.Score > 1 || text.AsSpan(0, end < 0 ? text.Length : end).Contains('\t'));
    }

    internal override void Read(string text, ImportReading reading)
    {
        var table = CsvTable.Open(text);
        var rows = table.Rows(reading);
        (reading.HasHeader, reading.NeedsMapping, reading.HasFractions) = (table.HasHeader, table.Score == 0, true);
        var hasKinds = SourceProgram.Of(Name, "", table.Columns) == SourceProgram.Todoist;
        reading.Columns = [.. table.Columns.Select(column =>
            column.Field == TaskField.Kind && !hasKinds ? column with { Field = TaskField.None } : column)];
        foreach (var row in rows)
        {
            reading.CancellationToken.ThrowIfCancellationRequested();
            if (!row.IsBlank)
                ReadRow(row, reading);
        }
    }

    private static void ReadRow(CsvRow row, ImportReading reading)
    {
        var task = new SourceTask(new Place(row.Line));
        var (level, kind) = ("", "");
        foreach (var (column, cell) in row.Cells.Index())
        {
            var known = column < reading.Columns.Count ? reading.Columns[column].Field : (TaskField?)null;
            // Only text can be blank and still be significant.
            if (cell.Length == 0
                || (known is not (TaskField.Title or TaskField.Notes or TaskField.List) && string.IsNullOrWhiteSpace(cell)))
                continue;
            switch (known)
            {
                case TaskField.Level:
                    level = cell;
                    break;
                case TaskField.Kind:
                    kind = FieldNames.Plain(cell);
                    break;
                case TaskField.None:
                    if (char.IsAsciiDigit(cell[0]) && cell.AsSpan().ContainsAny('/', '-'))
                        reading.AddOtherDate(cell);
                    reading.Notices.LeaveOut(reading.Columns[column].Name is { Length: > 0 } name ? name : $"{column + 1}");
                    break;
                case { } field:
                    FieldValue.Set(task, field, FormulaGuard.Remove(cell), reading);
                    break;
                case null:
                    reading.Notices.Add("ExtraCell", task.Place, cell);
                    break;
            }
        }
        // Rows of Todoist that are not tasks: a comment on the task above, and headings within the list.
        if (kind is "note" or "comment" && reading.Tasks is [.., var above])
            above.Notes.Add(task.Title);
        else if (kind is "section" or "note" or "comment" or "meta")
            reading.Notices.Add("Section", task.Place, task.Title);
        else if (!reading.Columns.Any(column => column.Field == TaskField.Level))
            reading.Add(task);
        else if (level.Length == 0)
            reading.Add(task, level: 0);
        else if (int.TryParse(level.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            reading.Add(task, number);
        else
        {
            reading.Notices.Add("Level", task.Place, level);
            reading.Add(task);
        }
    }
}
