using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;
using TasksWeb.Resources;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Pages;

public sealed class BulkFormsController(PersonTasks store, TimeProvider clock, IStringLocalizer<Strings> words)
    : TasksPageController(store, clock, words)
{
    private const int MaxPicks = 500;
    private const int MaxConcurrentWrites = 4;
    private const string Path = "/tasks/bulk";

    /// <param name="pick">Each a <see cref="TaskPick"/>.</param>
    /// <param name="todo">
    /// <c>complete</c>, <c>reopen</c>, <c>delete</c>, <c>restore</c>, <c>duplicate</c>, <c>due</c>, <c>move</c> (all into one
    /// list, in order), <c>place</c> (all to one place, in order) or <c>return</c> (each to a place of its own, which undoes a
    /// move).
    /// </param>
    /// <param name="to">The list's id. For <c>return</c> one per pick, like parent and previous.</param>
    /// <param name="due">One date for all or one per pick; empty = none.</param>
    [HttpPost(Path)]
    public async Task<IActionResult> Bulk(
        [FromForm] string[]? pick, [FromForm] string? todo, [FromForm] string?[]? to, [FromForm] string?[]? parent,
        [FromForm] string?[]? previous, [FromForm] string?[]? due)
    {
        var picks = (pick ?? []).Select(TaskPick.Parse).ToList();
        var count = picks.Count;
        if (count is 0 or > MaxPicks)
            throw Invalid(Words["Tasks.Bulk.None", MaxPicks]);
        var (message, undo) = todo switch
        {
            "complete" => await PatchAsync(picks, new() { Status = "completed" }, "Tasks.Bulk.Completed", "reopen"),
            "reopen" => await PatchAsync(picks, new() { Status = "needsAction" }, "Tasks.Bulk.Reopened", "complete"),
            "restore" => await PatchAsync(picks, new() { Deleted = false }, "Tasks.Bulk.Restored", undo: null),
            "due" when due is null or [_] || due.Length == count => await SetDueAsync(picks, due ?? [null]),
            "delete" => await DeleteAsync(picks),
            "duplicate" => await DuplicateAsync(picks),
            "move" when to is [{ Length: > 0 } list] =>
                await MoveAsync(picks.Where(pick => pick.List != list), TaskPlace.First with { List = list }),
            "place" when to is [{ Length: > 0 } list] && parent is [var above] && previous is [var before] =>
                await MoveAsync(picks, new TaskPlace(NullIfEmpty(above), NullIfEmpty(before)) { List = list }),
            "return" when to?.Length == count && parent?.Length == count && previous?.Length == count => await ReturnAsync(
                picks.Select((one, i) => (one, new TaskPlace(parent[i], previous[i]) { List = to[i] }))),
            _ => throw Invalid(Words["Tasks.Bulk.Unknown"]),
        };
        return Done(message ?? Words.Plural("Tasks.Bulk.Moved", count), undo);
    }

    private async Task<(string? Message, FormAction? Undo)> PatchAsync(
        List<TaskPick> picks, TaskChange change, string message, string? undo)
    {
        await ForEachAsync(picks, pick => PatchAsync(pick.List, pick.Task, change));
        return (Words.Plural(message, picks.Count), undo is null ? null : UndoAll(picks, undo));
    }

    private async Task<(string? Message, FormAction? Undo)> SetDueAsync(List<TaskPick> picks, string?[] dues)
    {
        var drafts = dues.Select(due => new TaskDraft { Due = due }).ToList();
        if (!drafts.TrueForAll(draft => draft.IsDueValid))
            throw Invalid(Words["Tasks.DueUnreadable"]);
        var undo = new List<FormField> { new("todo", "due") };
        foreach (var pick in picks)
        {
            var before = TaskOf(await TasksOfAsync(pick.List), pick.Task);
            undo.AddRange([new("pick", pick.ToString()), new("due", TaskDraft.DueOf(before))]);
        }
        await ForEachAsync(picks.Index(), one => PatchAsync(
            one.Item.List, one.Item.Task, new TaskChange { Due = drafts[drafts.Count == 1 ? 0 : one.Index].CleanDue }));
        return (Words.Plural("Tasks.Bulk.Dated", picks.Count), Undo(Path, [.. undo]));
    }

    /// <summary>
    /// Subtasks are deleted and restored with their parents. Tasks assigned in a document or chat are left out, because that
    /// deletes the originals: only the page of such a task asks for it.
    /// </summary>
    private async Task<(string? Message, FormAction? Undo)> DeleteAsync(List<TaskPick> picks)
    {
        var (deleted, below, assigned) = (new List<TaskPick>(), new List<TaskPick>(), 0);
        foreach (var group in picks.GroupBy(pick => pick.List, pick => pick.Task, StringComparer.Ordinal))
        {
            var subtrees = TaskTree.Subtrees(await TasksOfAsync(group.Key), group.ToHashSet(StringComparer.Ordinal));
            assigned += subtrees.Heads.RemoveAll(task => task.AssignmentInfo is not null);
            deleted.AddRange(subtrees.Heads.Select(task => new TaskPick(group.Key, task.Id)));
            below.AddRange(subtrees.Below.Select(task => new TaskPick(group.Key, task.Id)));
        }
        if (deleted.Count + assigned == 0)
            return IsUncertain ? (Words["Tasks.Saved"], null) : throw new ProblemException(Errors.Problem.NotFound);
        await ForEachAsync(deleted, DeleteAsync);
        var messages = new List<string>();
        if (deleted.Count > 0)
            messages.Add(Words.Plural("Tasks.Bulk.Deleted", picks.Count - assigned));
        if (assigned > 0)
            messages.Add(Words.Plural("Tasks.Bulk.Assigned", assigned));
        var canUndo = deleted.Count + below.Count is > 0 and <= MaxPicks;
        return (string.Join(" · ", messages), canUndo ? UndoAll([.. deleted, .. below], "restore") : null);
    }

    private async Task DeleteAsync(TaskPick pick)
    {
        try
        {
            await Store.DeleteTaskAsync(Grant, pick.List, pick.Task, etag: null, Aborted);
        }
        catch (ProviderException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            // Somebody else has deleted it.
        }
    }

    /// <summary>One by one, so that each copy stands below its original.</summary>
    private async Task<(string? Message, FormAction? Undo)> DuplicateAsync(List<TaskPick> picks)
    {
        var copies = new List<TaskPick>();
        foreach (var pick in picks)
        {
            // Somebody else may have deleted it.
            if ((await TasksWithAsync(pick.List, pick.Task)).FirstOrDefault(task => task.Id == pick.Task) is not { } original)
                continue;
            var others = picks.Concat(copies).Select(one => one.Task);
            copies.Add(new TaskPick(pick.List, (await DuplicateOnceAsync(pick.List, original, others)).Id));
        }
        return (Words.Plural("Tasks.Bulk.Duplicated", copies.Count), UndoAll(copies, "delete"));
    }

    /// <summary>One by one, so that they keep their order. Subtasks move with their parents.</summary>
    /// <param name="first">The place of the first one; the others follow it. It names a list.</param>
    private async Task<(string? Message, FormAction? Undo)> MoveAsync(IEnumerable<TaskPick> picks, TaskPlace first)
    {
        var moves = new TaskMoves(Store, Grant);
        var undo = new List<FormField> { new("todo", "return") };
        var (to, previous) = (first.List!, first.Previous);
        foreach (var group in picks.GroupBy(pick => pick.List, pick => pick.Task, StringComparer.Ordinal))
        {
            var tasks = await TasksOfAsync(group.Key);
            var newIds = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var task in TaskTree.Subtrees(tasks, group.ToHashSet(StringComparer.Ordinal)).Heads)
            {
                // A completed task has neither parent nor siblings at Google.
                var before = task.IsCompleted || task.Hidden ? TaskPlace.First : TaskMoves.PlaceOf(tasks, task);
                var place = new TaskPlace(first.Parent, task.IsCompleted ? null : previous)
                {
                    List = group.Key == to ? null : to,
                };
                var moved = await moves.MoveAsync(tasks, group.Key, task.Id, place, Aborted);
                previous = task.IsCompleted ? previous : moved.Id;
                newIds[task.Id] = moved.Id;
                undo.AddRange([
                    new("pick", new TaskPick(to, moved.Id).ToString()), new("to", group.Key),
                    new("parent", NewIdOf(before.Parent, newIds) ?? ""),
                    new("previous", NewIdOf(before.Previous, newIds) ?? "")]);
            }
        }
        return (null, undo.Count > 1 ? Undo(Path, [.. undo]) : null);
    }

    /// <summary>One by one: the place of a task may be next to one that was returned before it.</summary>
    private async Task<(string? Message, FormAction? Undo)> ReturnAsync(IEnumerable<(TaskPick Pick, TaskPlace Place)> picks)
    {
        var moves = new TaskMoves(Store, Grant);
        var newIds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (pick, place) in picks)
        {
            var current = place with
            {
                Parent = NewIdOf(place.Parent, newIds),
                Previous = NewIdOf(place.Previous, newIds),
                List = place.List == pick.List ? null : place.List,
            };
            var tasks = await TasksOfAsync(pick.List);
            newIds[pick.Task] = (await moves.MoveAsync(tasks, pick.List, pick.Task, current, Aborted)).Id;
        }
        return (null, null);
    }

    /// <summary>Google may give a task another id in another list.</summary>
    private static string? NewIdOf(string? task, Dictionary<string, string> newIds) =>
        string.IsNullOrEmpty(task) ? null : newIds.GetValueOrDefault(task, task);

    private Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> write) => Parallel.ForEachAsync(
        items, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentWrites, CancellationToken = Aborted },
        async (item, _) => await write(item));

    private FormAction UndoAll(List<TaskPick> picks, string todo) =>
        Undo(Path, [new FormField("todo", todo), .. picks.Select(pick => new FormField("pick", pick.ToString()))]);
}
