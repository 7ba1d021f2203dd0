using System.Globalization;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// iCalendar (RFC 5545): a VTODO a task, the list as its category, a subtask by RELATED-TO. Written and read here: the library of
/// the field folds lines between the halves of a surrogate pair, which tears emoji apart.
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
        if (lists is [var alone])
            lines.WriteText("X-WR-CALNAME", alone.Title);
        var number = 0;
        foreach (var list in lists)
        {
            foreach (var task in list.Tasks)
                Write(lines, list.Title, task, parent: null, now, ref number);
        }
        lines.Write("END", "VCALENDAR");
    }

    private static void Write(
        ContentLineWriter lines, string list, PortableTask task, string? parent, DateTimeOffset now, ref int number)
    {
        var uid = task.Id ?? $"task-{++number}";
        lines.Write("BEGIN", "VTODO");
        lines.WriteText("UID", uid);
        lines.Write("DTSTAMP", Utc(now));
        lines.WriteText("SUMMARY", task.Title);
        if (task.Notes is not null)
            lines.WriteText("DESCRIPTION", task.Notes);
        if (task.Due is { } due)
            lines.Write("DUE;VALUE=DATE", due.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        lines.Write("STATUS", task.IsCompleted ? "COMPLETED" : "NEEDS-ACTION");
        if (task.Completed is { } completed)
            lines.Write("COMPLETED", Utc(completed));
        if (list.Length > 0)
            lines.WriteText("CATEGORIES", list);
        if (parent is not null)
            lines.WriteText("RELATED-TO", parent);
        if (Uri.TryCreate(task.Link, UriKind.Absolute, out var link))
            lines.Write("URL", link.AbsoluteUri);
        lines.Write("END", "VTODO");
        foreach (var subtask in task.Subtasks)
            Write(lines, list, subtask, uid, now, ref number);
    }

    private static string Utc(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public override IReadOnlyList<PortableList> Read(string text)
    {
        var lines = ContentLine.Read(text).ToList();
        if (lines is not [{ Name: "BEGIN", Value: "VCALENDAR" }, ..])
            throw new TransferException("CalendarBegin", 1);
        var name = lines.Find(line => line.Name == "X-WR-CALNAME")?.Text ?? "";
        var tasks = new List<(string List, PlacedTask Task)>();
        List<ContentLine>? current = null;
        // What is inside of a task, an alarm for example, has lines of the same names.
        var inside = 0;
        foreach (var line in lines)
        {
            if (current is null)
            {
                if (line is { Name: "BEGIN", Value: "VTODO" })
                    current = [line];
            }
            else if (line is { Name: "END", Value: "VTODO" })
            {
                tasks.Add(TaskOf(current, name));
                current = null;
            }
            else if (line.Name is "BEGIN" or "END")
            {
                inside += line.Name == "BEGIN" ? 1 : -1;
            }
            else if (inside == 0)
            {
                current.Add(line);
            }
        }
        if (current is not null || lines[^1] is not { Name: "END", Value: "VCALENDAR" })
            throw new TransferException("CalendarEnd", lines[^1].Number);
        return [.. tasks.GroupBy(task => task.List, StringComparer.Ordinal)
            .Select(list => new PortableList(list.Key, PortableTree.Build([.. list.Select(task => task.Task)])))];
    }

    private static (string List, PlacedTask Task) TaskOf(List<ContentLine> lines, string calendar)
    {
        var completed = Find("COMPLETED");
        var due = Find("DUE");
        var status = Find("STATUS")?.Value.ToUpperInvariant();
        var task = new PortableTask(Find("SUMMARY")?.Text ?? "")
        {
            Id = Find("UID")?.Text,
            Notes = PortableTask.NullIfEmpty(Find("DESCRIPTION")?.Text ?? ""),
            Due = due is null ? null : Day(due.Value) ?? throw new TransferException("Date", due.Number, due.Value),
            IsCompleted = status == "COMPLETED" || (status is null && completed is not null),
            Completed = completed is null
                ? null
                : Moment(completed.Value) ?? throw new TransferException("Date", completed.Number, completed.Value),
            Link = Find("URL")?.Value,
        };
        // RELTYPE=CHILD or SIBLING is something else than a parent (RFC 5545, 3.2.15).
        var parent = lines.Find(line => line.Name == "RELATED-TO" && line.Parameter("RELTYPE") is null or "PARENT")?.Text;
        return (Find("CATEGORIES")?.FirstText ?? calendar, new PlacedTask(task.Id, parent, task));

        ContentLine? Find(string name) => lines.Find(line => line.Name == name);
    }

    private static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value.Split('T')[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private static DateTimeOffset? Moment(string value) =>
        DateTimeOffset.TryParseExact(
            value, ["yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var moment)
            ? moment
            : null;
}
