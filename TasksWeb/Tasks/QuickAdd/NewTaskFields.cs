using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Transfer;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>The fields of tasks on <c>/tasks/new</c>: the same place in every array is one task.</summary>
public sealed record NewTaskFields
{
    public string?[] Title { get; init; } = [];
    public string?[] Due { get; init; } = [];
    public string?[] Notes { get; init; } = [];
    public string?[] To { get; init; } = [];
    public int[] Level { get; init; } = [];
    public bool[] IsDone { get; init; } = [];

    public bool HasUnreadableDate => Due.Any(due => !string.IsNullOrWhiteSpace(due) && PortableDate.Day(due) is null);

    public IReadOnlyList<NewTask> Tasks(Desk desk)
    {
        var tasks = new List<NewTask>();
        for (var i = 0; i < Title.Length; i++)
        {
            var level = tasks.Count > 0 && Level.ElementAtOrDefault(i) > 0 ? 1 : 0;
            var list = level > 0
                ? tasks[^1].List
                : desk.Lists.FirstOrDefault(list => list.Id == To.ElementAtOrDefault(i)) ?? desk.Lists[0];
            tasks.Add(new NewTask(
                PortableTask.OneEnding(Title[i] ?? "").Replace('\n', ' ').Trim(),
                PortableDate.Day(Due.ElementAtOrDefault(i) ?? ""),
                PortableTask.NullIfEmpty(PortableTask.OneEnding(Notes.ElementAtOrDefault(i) ?? "")), list, level, [])
            {
                IsDone = IsDone.ElementAtOrDefault(i),
            });
        }
        return tasks;
    }
}
