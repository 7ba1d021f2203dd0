using System.Text.Json.Serialization;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>
/// Everything that search looks at, for the browser to search in as a person types. Short names: it is sent for 20,000 tasks.
/// </summary>
/// <param name="Lists">Id, title and tone of each.</param>
/// <param name="Dates">When a task is due or was done: kind, day and words; tasks share them.</param>
/// <param name="Tasks">In Google's order: list, id, title, notes, whether completed, and its place in the dates or -1.</param>
public sealed record SearchIndex(
    [property: JsonPropertyName("lists")] IReadOnlyList<object[]> Lists,
    [property: JsonPropertyName("dates")] IReadOnlyList<string[]> Dates,
    [property: JsonPropertyName("tasks")] IReadOnlyList<object?[]> Tasks)
{
    public static SearchIndex Of(IReadOnlyList<ListWithTasks> everything, Desk desk, IStringLocalizer<Strings> words)
    {
        var dates = new List<string[]>();
        var known = new Dictionary<(bool IsCompleted, DateOnly? Day), int>();
        var tasks = new List<object?[]>();
        foreach (var (list, number) in everything.Select((one, number) => (one, number)))
        {
            foreach (var task in list.Tasks.Where(task => !task.Deleted))
                tasks.Add(
                    [number, task.Id, TaskText.TitleOf(task, words), task.Notes ?? "", task.IsCompleted ? 1 : 0, DateOf(task)]);
        }
        return new SearchIndex(
            [.. everything.Select(one => new object[] { one.List.Id, TaskText.TitleOf(one.List, words), desk.ToneOf(one.List.Id) })], dates, tasks);

        int DateOf(TaskItem task)
        {
            var key = (task.IsCompleted, task.IsCompleted ? (task.Completed is { } completed ? desk.Day.DateOf(completed) : null) : task.DueDate);
            if (known.TryGetValue(key, out var place))
                return place;
            if (TaskText.When(task, desk.Day, words) is not { } when)
                return known[key] = -1;
            dates.Add([when.Kind, TaskText.Iso(when.Day), when.Text]);
            return known[key] = dates.Count - 1;
        }
    }
}
