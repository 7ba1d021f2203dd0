using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// A table for spreadsheets (RFC 4180, UTF-8 with a mark so that they read Japanese): one row a task, a subtask on level 1 below
/// its parent. Text that a spreadsheet would run as a formula gets an apostrophe in front, which is taken off again when the file
/// is read.
/// </summary>
internal sealed partial class CsvFormat : TransferFormat
{
    private static readonly string[] Columns = ["List", "Level", "Title", "Notes", "Due", "Status", "Completed"];

    private static readonly string[] Delimiters = [",", ";", "\t"];
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    public override string Name => "csv";

    public override string ContentType => "text/csv";

    public override void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now)
    {
        using var text = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            NewLine = "\r\n",
            ShouldQuote = static cell => cell.Field is { Length: > 0 } field
                && (field.AsSpan().ContainsAny(Quoted) || char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1])),
        });
        foreach (var column in Columns)
            csv.WriteField(column);
        csv.NextRecord();
        foreach (var list in lists)
        {
            foreach (var task in list.Tasks)
                Write(csv, list.Title, task, level: 0);
        }
    }

    private static void Write(CsvWriter csv, string list, PortableTask task, int level)
    {
        csv.WriteField(Guarded(list));
        csv.WriteField(level.ToString(CultureInfo.InvariantCulture));
        csv.WriteField(Guarded(task.Title));
        csv.WriteField(Guarded(task.Notes ?? ""));
        csv.WriteField(task.Due is { } due ? PortableDate.Iso(due) : "");
        csv.WriteField(task.IsCompleted ? "completed" : "needsAction");
        csv.WriteField(task.Completed is { } completed ? PortableDate.Iso(completed) : "");
        csv.NextRecord();
        foreach (var subtask in task.Subtasks)
            Write(csv, list, subtask, level + 1);
    }

    public override IReadOnlyList<PortableList> Read(string text)
    {
        using var reader = new StringReader(text);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = DelimiterOf(text),
            PrepareHeaderForMatch = static header => header.Header.Trim().ToUpperInvariant(),
            MissingFieldFound = null,
            HeaderValidated = null,
            BadDataFound = static bad => throw new TransferException("Csv", bad.Context.Parser!.RawRow),
        });
        try
        {
            if (!csv.Read() || !csv.ReadHeader() || csv.GetFieldIndex("Title", isTryGet: true) < 0)
                throw new TransferException("CsvHeader", 1);
            var rows = Rows(csv, out var lastLine);
            return text.Count('"') % 2 == 0 ? rows : throw new TransferException("CsvQuote", lastLine);
        }
        catch (CsvHelperException e)
        {
            throw new TransferException("Csv", e.Context?.Parser?.RawRow ?? 1);
        }
    }

    /// <summary>
    /// Spreadsheets of many countries write semicolons: the sign that parts the names of the columns parts the cells.
    /// </summary>
    private static string DelimiterOf(string text)
    {
        var header = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length).ToString();
        return Delimiters.MaxBy(sign => header.Count(sign[0]))!;
    }

    /// <param name="lastLine">Where the last row begins.</param>
    private static List<PortableList> Rows(CsvReader csv, out int lastLine)
    {
        lastLine = 1;
        var outlines = new List<(string List, OutlineTree Tree)>();
        while (csv.Read())
        {
            // A quoted cell may have lines of its own; the row began where the last one ended.
            var line = lastLine = csv.Parser.RawRow - csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            if (Array.TrueForAll(Columns, column => Cell(csv, column).Length == 0))
                continue;
            var list = Bare(Cell(csv, "List"));
            if (outlines.Count == 0 || outlines[^1].List != list)
            {
                var known = outlines.FindIndex(outline => outline.List == list);
                outlines.Add(known < 0 ? (list, new OutlineTree()) : outlines[known]);
                if (known >= 0)
                    outlines.RemoveAt(known);
            }
            outlines[^1].Tree.Add(Level(Cell(csv, "Level"), line), TaskOf(csv, line));
        }
        return [.. outlines.Select(outline => new PortableList(outline.List, outline.Tree.Build()))];
    }

    private static PortableTask TaskOf(CsvReader csv, int line)
    {
        var (due, status, completed) = (Cell(csv, "Due"), Cell(csv, "Status").Trim(), Cell(csv, "Completed"));
        return new PortableTask(PortableTask.OneEnding(Bare(Cell(csv, "Title"))))
        {
            Notes = PortableTask.NullIfEmpty(PortableTask.OneEnding(Bare(Cell(csv, "Notes")))),
            Due = due.Length == 0 ? null : PortableDate.Day(due) ?? throw new TransferException("Date", line, due),
            IsCompleted = status.ToUpperInvariant() switch
            {
                "" or "NEEDSACTION" => false,
                "COMPLETED" => true,
                _ => throw new TransferException("CsvStatus", line, status),
            },
            Completed = completed.Length == 0
                ? null
                : PortableDate.Moment(completed) ?? throw new TransferException("Date", line, completed),
        };
    }

    private static string Cell(CsvReader csv, string column) => csv.TryGetField<string>(column, out var cell) ? cell ?? "" : "";

    private static int Level(string cell, int line) => cell.Trim() switch
    {
        "" => 0,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : throw new TransferException("CsvLevel", line, text),
    };

    /// <summary>
    /// OWASP, CSV injection: what begins with a sign of a formula, in half or full width, behind spaces or apostrophes of its
    /// own.
    /// </summary>
    private static string Guarded(string text) => Formula().IsMatch(text) ? $"'{text}" : text;

    private static string Bare(string cell) => cell.StartsWith('\'') && Formula().IsMatch(cell) ? cell[1..] : cell;

    [GeneratedRegex(@"\A['\s]*[=+\-@＝＋－＠]|\A['\s]*[\t\r\n]", RegexOptions.NonBacktracking)]
    private static partial Regex Formula();
}
