using System.Text.Json.Serialization;
using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Search;

/// <summary>What the browser searches while a person types. Arrays, not objects, because there may be 20,000 tasks.</summary>
/// <param name="Lists">Id, title and color index of each.</param>
/// <param name="Dates">Due and completion dates that tasks share: kind, day and text.</param>
/// <param name="Tasks">In Google's order: index of the list, id, title, notes, 1 if completed, index of the date or -1.</param>
public sealed record SearchIndex(
    [property: JsonPropertyName("lists")] IReadOnlyList<object[]> Lists,
    [property: JsonPropertyName("dates")] IReadOnlyList<string[]> Dates,
    [property: JsonPropertyName("tasks")] IReadOnlyList<object?[]> Tasks)
{
    public static SearchIndex Of(
        IReadOnlyList<ListWithTasks> everything, TasksLayout layout, IStringLocalizer<Strings> words)
    {
        var lists = new List<object[]>();
        var dates = new List<string[]>();
        var dateIndexes = new Dictionary<(bool IsCompleted, DateOnly Day), int>();
        var tasks = new List<object?[]>();
        foreach (var (index, list) in everything.Index())
        {
            lists.Add([list.List.Id, TaskText.TitleOf(list.List, words), layout.ColorIndexOf(list.List.Id)]);
            foreach (var task in list.Tasks.Where(task => !task.Deleted))
                tasks.Add([
                    index, task.Id, TaskText.TitleOf(task, words), task.Notes ?? "", task.IsCompleted ? 1 : 0, DateOf(task)]);
        }
        return new SearchIndex(lists, dates, tasks);

        int DateOf(TaskItem task)
        {
            var completed = task.Completed is { } time ? layout.Day.DateOf(time) : (DateOnly?)null;
            if ((task.IsCompleted ? completed : task.DueDate) is not { } day)
                return -1;
            if (dateIndexes.TryAdd((task.IsCompleted, day), dates.Count)
                && TaskText.When(task, layout.Day, words) is { } when)
                dates.Add([when.Kind, TaskText.Iso(when.Day), when.Text]);
            return dateIndexes[(task.IsCompleted, day)];
        }
    }
}
