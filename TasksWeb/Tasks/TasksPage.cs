namespace TasksWeb.Tasks;

/// <summary>What <c>/tasks</c> and <c>/tasks/{list}</c> show.</summary>
/// <param name="AllLists">Every list of the person, in Google's order, for the navigation.</param>
/// <param name="Shown">The lists shown with their tasks: all of them, or the one asked for.</param>
/// <param name="Selected">The id of the one list asked for; null on <c>/tasks</c>.</param>
public sealed record TasksPage(IReadOnlyList<TaskList> AllLists, IReadOnlyList<ListOnPage> Shown, string? Selected);

/// <summary>One list with its top-level tasks, open ones first, each group in Google's order.</summary>
public sealed record ListOnPage(TaskList List, IReadOnlyList<TaskOnPage> Tasks);

/// <summary>One task with its subtasks in Google's order.</summary>
public sealed record TaskOnPage(TaskItem Task, IReadOnlyList<TaskOnPage> Subtasks);
