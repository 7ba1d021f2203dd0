using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>Reads one line of quick add. <c>docs/quick-add.md</c> has the rules, with examples in both languages.</summary>
public static class QuickAddParser
{
    public static QuickTask Parse(string text, QuickAddContext context)
    {
        var line = new Line(text.Trim());
        var remarks = new List<(Span Span, Remark Remark)>();
        var removed = new List<Span>();

        TaskList? list = null;
        if (context.ReadsLists)
        {
            (list, var tag) = ListTags.Read(line, context.Lists, remarks);
            if (list is not null)
                removed.Add(tag);
        }
        (Span Span, DateOnly Day)? first = null;
        foreach (var (span, kind, day) in UnsupportedPhrases.Read(line, context))
        {
            AddRemark(span, kind);
            if (day is not null && context.ReadsDates)
                first = (span, day.Value);
        }

        var date = context.ReadsDates ? DateReader.Read(line, context) : null;
        if (date is null && first is { } occurrence)
            AddRemark(occurrence.Span, RemarkKind.Date);
        if (date is not null)
        {
            AddRemark(date.Words, RemarkKind.Date);
            if (!date.StaysInTitle)
                removed.Add(date.Whole);
            if (UnsupportedPhrases.After(line, date.Whole) is { } time)
                AddRemark(time, RemarkKind.Time);
        }

        var title = line.Without(removed);
        return new QuickTask(
            title.Length > 0 ? title : line.Text, date?.Day ?? first?.Day, list,
            [.. remarks.OrderBy(remark => remark.Span.Start).Select(remark => remark.Remark)]);

        void AddRemark(Span span, RemarkKind kind) =>
            remarks.Add((span, new Remark(kind, line.Text[span.Start..span.End].Trim())));
    }
}
