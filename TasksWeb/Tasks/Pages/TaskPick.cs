using TasksWeb.Errors;

namespace TasksWeb.Tasks.Pages;

/// <summary>A task in a bulk form: <c>list/task</c>, both by id.</summary>
public sealed record TaskPick(string List, string Task)
{
    /// <exception cref="ProblemException"><c>invalid_request</c></exception>
    public static TaskPick Parse(string text) => text.Split('/') is [{ Length: > 0 } list, { Length: > 0 } task]
        ? new TaskPick(list, task)
        : throw new ProblemException(Problem.Invalid("pick: the ids of a list and a task, separated by a slash."));

    public override string ToString() => $"{List}/{Task}";
}
