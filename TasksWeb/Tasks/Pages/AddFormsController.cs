using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Offline;
using TasksWeb.Tasks.QuickAdd;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Pages;

public sealed class AddFormsController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    /// <summary>One line, which may contain a date in words.</summary>
    /// <param name="writtenOn">The reader's day when it was written, if it is sent later: "tomorrow" is the day after it.</param>
    [HttpPost("/tasks/{list}/tasks")]
    public async Task<IActionResult> Add(
        string list, [FromForm] string? title, [FromForm] string? parent, [FromForm] string? previous, [FromForm] string? place,
        [FromForm] string? writtenOn)
    {
        var line = QuickAddParser.Parse(
            title ?? "", new QuickAddContext(DayOf(writtenOn), DateOrder.IsDayFirst(Request), []) { ReadsLists = false });
        var draft = new TaskDraft { Title = line.Title };
        if (LengthErrorIn(draft.CleanTitle) is { } error)
            throw Invalid(error);
        if (PlainText.IsBlank(draft.CleanTitle))
            throw Invalid(Words["Tasks.TitleMissing"]);
        var change = new TaskChange { Title = draft.CleanTitle, Due = line.Due };
        var sibling = place == "end" ? await LastAsync(list) : NullIfEmpty(previous);
        var task = await InsertOnceAsync(list, change, NullIfEmpty(parent), sibling);
        return Done(
            Words["Tasks.Done.Added", Quoted(task)], Undo($"{TaskText.PathOf(list, task.Id)}/delete"), task: task.Id);
    }

    /// <summary>A day in the past that a change may have waited since; otherwise today.</summary>
    private DateOnly DayOf(string? written) =>
        new TaskDraft { Due = written }.CleanDue is { } day && day <= Day.Today
        && Day.Today.DayNumber - day.DayNumber <= ReceivedChanges.Lifetime.Days
            ? day
            : Day.Today;

    /// <summary>The last open task of the top level.</summary>
    private async Task<string?> LastAsync(string list) => (await Store.GetCachedAsync(Grant, list, Aborted)).Tasks
        .LastOrDefault(task => task is { Parent: null, IsCompleted: false })?.Id;

    [HttpPost("/tasks/{list}/{task}/duplicate")]
    public async Task<IActionResult> Duplicate(string list, string task)
    {
        var copy = await DuplicateOnceAsync(list, TaskOf(await TasksWithAsync(list, task), task));
        return Done(
            Words["Tasks.Done.Duplicated", Quoted(copy)], Undo($"{TaskText.PathOf(list, copy.Id)}/delete"), task: copy.Id);
    }
}
