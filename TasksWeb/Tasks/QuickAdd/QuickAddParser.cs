using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// Reads one line of quick add. The rules, with examples in both languages, are in <c>docs/quick-add.md</c>. Pure: the same line
/// and context give the same task.
/// </summary>
public static class QuickAddParser
{
    public static QuickTask Parse(string text, QuickAddContext context)
    {
        var line = new Line(text.Trim());
        var remarks = new List<(Span Span, Remark Remark)>();
        var gone = new List<Span>();

        TaskList? list = null;
        if (context.ReadsLists)
        {
            (list, var tag) = ListTags.Read(line, context.Lists, remarks);
            if (list is not null)
                gone.Add(tag);
        }
        foreach (var (span, kind) in UnsupportedPhrases.Read(line))
            remarks.Add((span, new Remark(kind, Words(span))));

        var date = context.ReadsDates ? DateReader.Read(line, context) : null;
        if (date is not null)
        {
            remarks.Add((date.Words, new Remark(RemarkKind.Date, Words(date.Words))));
            if (date.Keeps)
                remarks.Add((date.Words, new Remark(RemarkKind.Time, Words(date.Words))));
            else
                gone.Add(date.Whole);
            if (UnsupportedPhrases.After(line, date.Whole) is { } time)
                remarks.Add((time, new Remark(RemarkKind.Time, Words(time))));
        }

        var title = line.Without(gone);
        return new QuickTask(
            title.Length > 0 ? title : line.Text, date?.Day, list,
            [.. remarks.OrderBy(remark => remark.Span.Start).Select(remark => remark.Remark)]);

        string Words(Span span) => line.Text[span.Start..span.End].Trim();
    }
}
