using System.Collections.Frozen;
using System.Globalization;
using System.IO.Pipelines;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// iCalendar (RFC 5545): one VTODO per task, its list as CATEGORIES, its parent as RELATED-TO. Own code; docs/decisions/0006 says
/// why.
/// </summary>
internal sealed class CalendarFormat : TransferFormat
{
    private const string ProductId = "-//TasksWeb//TasksWeb//EN";

    /// <summary>Properties that are left out without a notice.</summary>
    private static readonly FrozenSet<string> Technical = FrozenSet.Create(
        StringComparer.Ordinal, "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "CLASS", "TRANSP", "REQUEST-STATUS");

    public override string Name => "ics";

    public override string ContentType => "text/calendar";

    public override async Task WriteAsync(
        PipeWriter file, IReadOnlyList<ExportedList> lists, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = new ContentLineWriter(file);
        lines.Write("BEGIN", "VCALENDAR");
        lines.Write("VERSION", "2.0");
        lines.Write("PRODID", ProductId);
        if (lists is [var only])
            lines.WriteText("X-WR-CALNAME", only.Title);
        foreach (var (number, list) in lists.Index())
        {
            await foreach (var (task, id, parent) in list.WithIds(number))
            {
                lines.Write("BEGIN", "VTODO");
                lines.WriteText("UID", id);
                lines.Write("DTSTAMP", Utc(now));
                if (parent is not null)
                    lines.WriteText("RELATED-TO", parent);
                if (list.Title.Length > 0)
                    lines.WriteText("CATEGORIES", list.Title);
                Write(lines, task);
                lines.Write("END", "VTODO");
                await PassOnAsync(file, cancellationToken);
            }
        }
        lines.Write("END", "VCALENDAR");
    }

    private static void Write(ContentLineWriter lines, PortableTask task)
    {
        lines.WriteText("SUMMARY", task.Title);
        if (task.Notes is not null)
            lines.WriteText("DESCRIPTION", task.Notes);
        if (task.Due is { } due)
            lines.Write("DUE;VALUE=DATE", due.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        lines.Write("STATUS", task.IsCompleted ? "COMPLETED" : "NEEDS-ACTION");
        if (task.Completed is { } completed)
            lines.Write("COMPLETED", Utc(completed));
        if (task.Link is not null)
            lines.Write("URL", task.Link);
    }

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public static bool IsCalendar(string text) =>
        text.AsSpan().TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase);

    internal override void Read(string text, ImportReading reading)
    {
        SourceTask? task = null;
        var (calendar, first, isOurs, hasCalendar, number) = ("", 0, false, false, 1);
        // Components inside a task, such as alarms, have properties of the same names.
        var (nesting, isOpen) = (0, false);
        foreach (var line in ContentLine.Read(text, reading))
        {
            number = line.Number;
            var component = line.Name is "BEGIN" or "END" ? line.Value.Trim().ToUpperInvariant() : null;
            switch (line.Name, component)
            {
                case ("BEGIN", "VCALENDAR"):
                    NameLists();
                    (isOurs, hasCalendar, isOpen) = (false, true, true);
                    break;
                case ("END", "VCALENDAR"):
                    isOpen = false;
                    break;
                case ("BEGIN", "VTODO"):
                    Finish(line.Number);
                    (task, nesting) = (new SourceTask(new Place(line.Number)) { MidnightIsTime = true }, 0);
                    break;
                case ("END", "VTODO") when task is not null:
                    reading.Add(task);
                    task = null;
                    break;
                case ("BEGIN", _):
                    nesting++;
                    if (component is not ("VTIMEZONE" or "STANDARD" or "DAYLIGHT"))
                        reading.Notices.LeaveOut(component!);
                    break;
                case ("END", _):
                    nesting = Math.Max(0, nesting - 1);
                    break;
                case ("PRODID", _) when task is null:
                    isOurs = line.Value == ProductId;
                    break;
                case ("X-WR-CALNAME" or "NAME", _) when task is null && nesting == 0:
                    calendar = line.Text;
                    break;
                default:
                    if (task is not null && nesting == 0)
                        ReadProperty(line, task, isOurs, reading);
                    break;
            }
        }
        if (!hasCalendar)
            throw new TransferException("CalendarBegin", 1);
        if (task is not null || isOpen)
            reading.Notices.Add("CalendarEnd", new Place(number));
        Finish(number);
        NameLists();

        // The name can come after the tasks; a file can hold several calendars.
        void NameLists()
        {
            foreach (var unnamed in reading.Tasks.Skip(first).Where(unnamed => unnamed.List.Length == 0))
                unnamed.List = calendar;
            (calendar, first) = ("", reading.Tasks.Count);
        }

        // A task that is interrupted by another one, or by the end of the file.
        void Finish(int line)
        {
            if (task is null)
                return;
            reading.Notices.Add("TaskEnd", new Place(line));
            reading.Add(task);
            task = null;
        }
    }

    private static void ReadProperty(ContentLine line, SourceTask task, bool isOurs, ImportReading reading)
    {
        if (line.Value.Length == 0)
            return;
        switch (line.Name)
        {
            case "SUMMARY":
                FieldValue.Set(task, TaskField.Title, Text(), reading);
                break;
            case "DESCRIPTION":
                task.Notes.Add(Text());
                break;
            case "DUE":
                FieldValue.Set(task, TaskField.Due, UtcNames.Mark(line.Date, line.Parameter("TZID")), reading);
                break;
            case "COMPLETED":
                FieldValue.Set(task, TaskField.Completed, line.Date, reading);
                break;
            case "STATUS":
                task.Statuses.Add(line.Value);
                break;
            case "PERCENT-COMPLETE":
                task.Percent = line.Value.Trim();
                break;
            case "UID":
                task.Id = line.Text;
                break;
            // Relations other than the parent (§3.2.15) cannot be represented.
            case "RELATED-TO" when line.Parameter("RELTYPE") is null or "" or "PARENT":
                task.Parents.Add(line.Text);
                break;
            case "RELATED-TO" when line.Parameter("RELTYPE") == "CHILD":
                task.Subtasks.Add(line.Text);
                break;
            // Our own files name lists so; elsewhere these are tags.
            case "CATEGORIES" when isOurs:
                task.List = line.Text;
                break;
            case "URL" when isOurs:
                break;
            default:
                if (!Technical.Contains(line.Name) && !line.Name.StartsWith("X-", StringComparison.Ordinal))
                    reading.Notices.LeaveOut(line.Name);
                break;
        }

        string Text()
        {
            var text = line.Text;
            if (text.Contains('\uFFFD', StringComparison.Ordinal) && !line.Value.Contains('\uFFFD', StringComparison.Ordinal))
                reading.Notices.Count("Torn", text.Count(c => c == '\uFFFD'));
            return text;
        }
    }
}
