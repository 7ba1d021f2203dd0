using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// iCalendar (RFC 5545): one VTODO per task, its list as CATEGORIES, its parent as RELATED-TO. Own code, because Ical.Net folds
/// lines inside surrogate pairs and does not report the line of an error.
/// </summary>
internal sealed class CalendarFormat : TransferFormat
{
    public override string Name => "ics";

    public override string ContentType => "text/calendar";

    public override void Write(Stream file, IReadOnlyList<PortableList> lists, DateTimeOffset now)
    {
        var lines = new ContentLineWriter(file);
        lines.Write("BEGIN", "VCALENDAR");
        lines.Write("VERSION", "2.0");
        lines.Write("PRODID", "-//TasksWeb//TasksWeb//EN");
        if (lists is [var only])
            lines.WriteText("X-WR-CALNAME", only.Title);
        foreach (var (number, list) in lists.Index())
        {
            foreach (var (task, id, parent) in list.WithIds(number))
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
        if (Uri.TryCreate(task.Link, UriKind.Absolute, out var link))
            lines.Write("URL", link.AbsoluteUri);
    }

    private static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public override IReadOnlyList<PortableList> Read(string text)
    {
        var lines = ContentLine.Read(text).ToList();
        if (lines is not [{ Name: "BEGIN", Value: "VCALENDAR" }, ..])
            throw new TransferException("CalendarBegin", 1);
        var name = lines.Find(line => line.Name == "X-WR-CALNAME")?.Text ?? "";
        var tasks = new List<(string List, PortableTask Task)>();
        List<ContentLine>? current = null;
        // Components inside a task, such as alarms, have properties of the same names.
        var nesting = 0;
        foreach (var line in lines)
        {
            if (current is null)
            {
                if (line is { Name: "BEGIN", Value: "VTODO" })
                    current = [];
            }
            else if (line is { Name: "END", Value: "VTODO" })
            {
                tasks.Add(TaskOf(current, name));
                current = null;
            }
            else if (line.Name is "BEGIN" or "END")
            {
                nesting += line.Name == "BEGIN" ? 1 : -1;
            }
            else if (nesting == 0)
            {
                current.Add(line);
            }
        }
        if (current is not null || lines[^1] is not { Name: "END", Value: "VCALENDAR" })
            throw new TransferException("CalendarEnd", lines[^1].Number);
        return
        [
            .. tasks.GroupBy(task => task.List, task => task.Task, StringComparer.Ordinal)
                .Select(list => PortableList.OfParents(list.Key, list)),
        ];
    }

    private static (string List, PortableTask Task) TaskOf(List<ContentLine> lines, string calendar)
    {
        var (due, completed) = (Find("DUE"), Find("COMPLETED"));
        var status = Find("STATUS")?.Value.ToUpperInvariant();
        var task = new PortableTask(Find("SUMMARY")?.Text ?? "")
        {
            Id = Find("UID")?.Text,
            // Other relations than the parent (§3.2.15) have no place in a list.
            Parent = lines.Find(line => line.Name == "RELATED-TO" && line.Parameter("RELTYPE") is null or "PARENT")?.Text,
            Notes = PortableTask.NullIfEmpty(Find("DESCRIPTION")?.Text ?? ""),
            Due = due is null ? null : PortableDate.ReadDay(due.Value, due.Number),
            IsCompleted = status == "COMPLETED" || (status is null && completed is not null),
            Completed = completed is null ? null : PortableDate.ReadTime(completed.Value, completed.Number),
            Link = Find("URL")?.Value,
        };
        return (Find("CATEGORIES")?.FirstText ?? calendar, task);

        ContentLine? Find(string name) => lines.Find(line => line.Name == name);
    }
}
