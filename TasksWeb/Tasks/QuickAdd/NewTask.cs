using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tasks.QuickAdd;

/// <param name="Level">0 at the top, 1 for a subtask of the task before.</param>
public sealed record NewTask(
    string Title, DateOnly? Due, string? Notes, TaskList List, int Level, IReadOnlyList<Remark> Remarks)
{
    public bool IsCompleted { get; init; }

    /// <summary>The tasks of a text; subtasks are in the lists of their parents.</summary>
    public static IReadOnlyList<NewTask> Parse(QuickAddText text, QuickAddContext context, TaskList defaultList)
    {
        context = context with { ReadsDates = !text.AsWritten, ReadsLists = !text.AsWritten };
        var tasks = new List<NewTask>();
        var day = PortableDate.Day(text.Day ?? "");
        foreach (var item in Outline.Read(text.Text ?? "").Where(item => !PlainText.IsBlank(item.Text)))
        {
            var line = QuickAddParser.Parse(item.Text, context);
            var level = tasks.Count == 0 ? 0 : Math.Min(item.Level, 1);
            tasks.Add(new NewTask(
                line.Title, line.Due ?? (level == 0 ? day : null), PortableTask.NullIfEmpty(string.Join('\n', item.Notes)),
                level > 0 ? tasks[^1].List : line.List ?? defaultList, level, line.Remarks)
            {
                IsCompleted = item.IsCompleted,
            });
        }
        return tasks;
    }

    public static IReadOnlyList<ListToImport> ToImport(IEnumerable<NewTask> tasks) =>
    [
        .. tasks.GroupBy(task => task.List.Id, StringComparer.Ordinal).Select(group =>
        {
            var portable = new List<PortableTask>();
            foreach (var task in group)
                new PortableTask(task.Title) { Notes = task.Notes, Due = task.Due, IsCompleted = task.IsCompleted }
                    .AddTo(portable, task.Level);
            return new ListToImport(group.First().List, "", portable);
        }),
    ];
}

/// <summary>The form fields of tasks on <c>/tasks/new</c>: the same index in every array is one task.</summary>
public sealed record NewTaskFields
{
    public string?[] Title { get; init; } = [];
    public string?[] Due { get; init; } = [];
    public string?[] Notes { get; init; } = [];
    public string?[] To { get; init; } = [];
    public int[] Level { get; init; } = [];
    public bool[] IsDone { get; init; } = [];

    public bool AreDatesValid => Due.All(due => string.IsNullOrWhiteSpace(due) || PortableDate.Day(due) is not null);

    public IReadOnlyList<NewTask> Tasks(TasksLayout layout)
    {
        var tasks = new List<NewTask>();
        for (var i = 0; i < Title.Length; i++)
        {
            var level = tasks.Count > 0 && Level.ElementAtOrDefault(i) > 0 ? 1 : 0;
            var list = level > 0
                ? tasks[^1].List
                : layout.Lists.FirstOrDefault(list => list.Id == To.ElementAtOrDefault(i)) ?? layout.Lists[0];
            tasks.Add(new NewTask(
                PortableTask.NormalizeLines(Title[i] ?? "").Replace('\n', ' ').Trim(),
                PortableDate.Day(Due.ElementAtOrDefault(i) ?? ""),
                PortableTask.NullIfEmpty(PortableTask.NormalizeLines(Notes.ElementAtOrDefault(i) ?? "")), list, level, [])
            {
                IsCompleted = IsDone.ElementAtOrDefault(i),
            });
        }
        return tasks;
    }
}
