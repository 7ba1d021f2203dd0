using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>What <c>/tasks/new</c> shows: the text as it was written, and the tasks it was understood as.</summary>
/// <param name="Tasks">Each in fields that can be changed; empty before anything is understood.</param>
public sealed record NewTasksPage(Desk Desk, QuickAddText Text, IReadOnlyList<NewTask> Tasks) : TasksLayoutPage(Desk)
{
    /// <summary>What is wrong, in the reader's language.</summary>
    public string? Complaint { get; init; }

    /// <summary>Not every task in the fields came from the text: a link has filled them in.</summary>
    public bool IsFilledIn { get; init; }
}

/// <summary>What a quick add form sends.</summary>
public sealed record QuickAddText
{
    /// <summary>More would trip Google's limit for one person.</summary>
    public const int MaxLines = 100;
    public const int MaxLength = 100_000;

    public string? Text { get; init; }

    /// <summary>The id of the list for lines that name none.</summary>
    public string? List { get; init; }

    /// <summary>Leaves dates and lists in the titles.</summary>
    public bool AsWritten { get; init; }
    public string? ReturnUrl { get; init; }
}

/// <summary>One task as it was understood.</summary>
/// <param name="List">The list it goes to.</param>
/// <param name="Level">0 at the top, 1 below the task before it.</param>
public sealed record NewTask(string Title, DateOnly? Due, string? Notes, TaskList List, int Level, IReadOnlyList<Remark> Remarks)
{
    public bool IsDone { get; init; }

    /// <summary>The lines of a text as tasks; a subtask goes where its parent goes.</summary>
    public static IReadOnlyList<NewTask> Of(QuickAddText text, QuickAddContext context, TaskList usual)
    {
        var tasks = new List<NewTask>();
        foreach (var item in Outline.Read(text.Text ?? "").Where(item => !PlainText.IsBlank(item.Text)))
        {
            var read = QuickAddParser.Parse(
                item.Text, context with { ReadsDates = !text.AsWritten, ReadsLists = !text.AsWritten });
            var level = tasks.Count == 0 ? 0 : Math.Min(item.Level, 1);
            tasks.Add(new NewTask(
                read.Title, read.Due, item.Notes.Count == 0 ? null : string.Join('\n', item.Notes),
                level > 0 ? tasks[^1].List : read.List ?? usual, level, read.Remarks)
            {
                IsDone = item.IsDone,
            });
        }
        return tasks;
    }

    /// <summary>As they are to be made: those of one list together, in their order.</summary>
    public static IReadOnlyList<ListToMake> ToMake(IEnumerable<NewTask> tasks) =>
    [
        .. tasks.GroupBy(task => task.List.Id, StringComparer.Ordinal).Select(group =>
        {
            var tree = new OutlineTree();
            foreach (var task in group)
                tree.Add(task.Level, new PortableTask(task.Title) { Notes = PortableTask.NullIfEmpty(task.Notes ?? ""), Due = task.Due, IsCompleted = task.IsDone });
            return new ListToMake(group.First().List, "", tree.Build());
        }),
    ];
}
