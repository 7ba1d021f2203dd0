using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// A table for spreadsheets (RFC 4180; UTF-8 with a byte order mark, which they need for Japanese): one row per task, with its
/// level. Text that a spreadsheet would run as a formula gets an apostrophe in front, which reading removes.
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
        csv.WriteRecords(lists.SelectMany(list => list.Tasks, (list, task) => new
        {
            List = Guard(list.Title),
            task.Level,
            Title = Guard(task.Title),
            Notes = Guard(task.Notes ?? ""),
            Due = task.Due is { } due ? PortableDate.Iso(due) : "",
            Status = task.IsCompleted ? "completed" : "needsAction",
            Completed = task.Completed is { } completed ? PortableDate.Iso(completed) : "",
        }));
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
            var lists = Lists(csv, out var lastLine);
            return text.Count('"') % 2 == 0 ? lists : throw new TransferException("CsvQuote", lastLine);
        }
        catch (CsvHelperException e)
        {
            throw new TransferException("Csv", e.Context?.Parser?.RawRow ?? 1);
        }
    }

    /// <summary>Spreadsheets of many countries write semicolons.</summary>
    private static string DelimiterOf(string text)
    {
        var header = new StringReader(text).ReadLine() ?? "";
        return Delimiters.MaxBy(sign => header.Count(sign[0]))!;
    }

    private static IReadOnlyList<PortableList> Lists(CsvReader csv, out int lastLine)
    {
        lastLine = 1;
        var lists = new OrderedDictionary<string, List<PortableTask>>(StringComparer.Ordinal);
        while (csv.Read())
        {
            // RawRow is where the row ends; quoted cells can have several lines.
            var line = lastLine = csv.Parser.RawRow - csv.Parser.RawRecord.AsSpan().TrimEnd("\r\n").Count('\n');
            if (Array.TrueForAll(Columns, column => Cell(csv, column).Length == 0))
                continue;
            var title = Unguard(Cell(csv, "List"));
            if (!lists.TryGetValue(title, out var tasks))
                lists.Add(title, tasks = []);
            TaskOf(csv, line).AddTo(tasks, Level(Cell(csv, "Level"), line));
        }
        return [.. lists.Select(list => new PortableList(list.Key, list.Value))];
    }

    private static PortableTask TaskOf(CsvReader csv, int line)
    {
        var status = Cell(csv, "Status").Trim();
        return new PortableTask(Text("Title"))
        {
            Notes = PortableTask.NullIfEmpty(Text("Notes")),
            Due = PortableDate.ReadDay(Cell(csv, "Due"), line),
            IsCompleted = status.ToUpperInvariant() switch
            {
                "" or "NEEDSACTION" => false,
                "COMPLETED" => true,
                _ => throw new TransferException("CsvStatus", line, status),
            },
            Completed = PortableDate.ReadTime(Cell(csv, "Completed"), line),
        };

        string Text(string column) => PortableTask.NormalizeLines(Unguard(Cell(csv, column)));
    }

    private static string Cell(CsvReader csv, string column) =>
        csv.TryGetField<string>(column, out var cell) ? cell ?? "" : "";

    private static int Level(string cell, int line) => cell.Trim() switch
    {
        "" => 0,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            ? level
            : throw new TransferException("CsvLevel", line, text),
    };

    /// <summary>
    /// Against CSV injection (https://owasp.org/www-community/attacks/CSV_Injection): the signs that begin a formula, in half or
    /// full width, also after spaces or apostrophes.
    /// </summary>
    private static string Guard(string text) => Formula().IsMatch(text) ? $"'{text}" : text;

    private static string Unguard(string cell) => cell.StartsWith('\'') && Formula().IsMatch(cell) ? cell[1..] : cell;

    [GeneratedRegex(@"\A['\s]*[=+\-@＝＋－＠]|\A['\s]*[\t\r\n]", RegexOptions.NonBacktracking)]
    private static partial Regex Formula();
}
