using System.Collections.Concurrent;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Makes many tasks at Google, one after the other and in their order. When Google asks for a pause, is away, or it takes too
/// long for one request, the report says what was made and what was not; made again, what is there already is not made twice.
/// </summary>
public sealed class ImportRun(GoogleTasksClient google, TaskStore store, TimeProvider clock)
{
    /// <summary>Browsers and proxies wait a minute at the least.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>One making at a time for a person: a second click would not see what the first is about to make.</summary>
    private readonly ConcurrentDictionary<GrantKey, SemaphoreSlim> _turns = new();

    /// <param name="lists">What to make, and where.</param>
    /// <param name="isRepeatable">Looks for tasks that are there already; otherwise all are made, above what is there.</param>
    public async Task<ImportReport> MakeAsync(
        GrantKey grant, IReadOnlyList<ListToMake> lists, bool isRepeatable, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(grant, static _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var making = new Making(
                google, store, grant, clock, isRepeatable, lists.Sum(list => list.Tasks.Sum(task => task.WithSubtasks().Count())));
            await making.RunAsync(lists, cancellationToken);
            return making.Report;
        }
        finally
        {
            turn.Release();
        }
    }

    private sealed class Making(
        GoogleTasksClient google, TaskStore store, GrantKey grant, TimeProvider clock, bool isRepeatable, int asked)
    {
        private readonly long _began = clock.GetTimestamp();
        private readonly List<MadeTask> _made = [];
        private readonly List<RefusedTask> _refused = [];
        private readonly List<(TaskList List, string Task, DateTimeOffset? At)> _toComplete = [];
        private IReadOnlyList<TaskList>? _known;
        private int _alreadyThere;
        private Interruption? _interruption;

        public ImportReport Report =>
            new(_made, _alreadyThere, _refused, asked - _made.Count - _alreadyThere - _refused.Count, _interruption);

        public async Task RunAsync(IReadOnlyList<ListToMake> lists, CancellationToken cancellationToken)
        {
            try
            {
                foreach (var list in lists)
                    await FillAsync(list, cancellationToken);
            }
            catch (InterruptedException)
            {
                _interruption = Interruption.TooLong;
            }
            catch (ProviderException e) when (e.Kind is ProviderFailureKind.RateLimited)
            {
                _interruption = Interruption.RateLimited;
            }
            catch (ProviderException e) when (HasBegun && e.Kind is not ProviderFailureKind.Rejected)
            {
                _interruption = Interruption.Unavailable;
            }
            catch (TokenFailureException) when (HasBegun)
            {
                _interruption = Interruption.Unavailable;
            }
        }

        /// <summary>Before that, a failure is a problem like any other.</summary>
        private bool HasBegun => _made.Count > 0;

        private async Task FillAsync(ListToMake asked, CancellationToken cancellationToken)
        {
            var list = asked.Into ?? await ListOfAsync(asked.Title, cancellationToken);
            var there = isRepeatable ? await google.TasksAsync(grant, list.Id, cancellationToken) : [];
            var existing = new ExistingTasks(there);
            var previous = there.LastOrDefault(
                task => task is { Parent: null, IsCompleted: false, Hidden: false, AssignmentInfo: null })?.Id;
            foreach (var task in asked.Tasks)
            {
                var top = await MakeAsync(list, existing, task, parent: null, previous, cancellationToken);
                if (top is null)
                {
                    _refused.AddRange(task.WithSubtasks().Skip(1).Select(subtask => new RefusedTask(subtask.Title, Why: null)));
                    continue;
                }
                if (!top.IsCompleted)
                    previous = top.Id;
                string? above = null;
                // Google knows one level of subtasks; deeper ones stand beside.
                foreach (var subtask in task.WithSubtasks().Skip(1))
                    above =
                        await MakeAsync(list, existing, subtask, top.Id, above, cancellationToken) is { IsCompleted: false } made
                        ? made.Id
                        : above;
            }
            // Last, for a completed task takes no neighbours and no subtasks.
            foreach (var (home, id, at) in _toComplete)
            {
                StopIfTooLong();
                var done = new TaskChange { Status = "completed" };
                await store.ChangeTaskAsync(
                    grant, home.Id, id, at is null ? done : done with { Completed = at }, etag: null, cancellationToken);
            }
            _toComplete.Clear();
        }

        private async Task<TaskList> ListOfAsync(string title, CancellationToken cancellationToken)
        {
            _known ??= await google.ListsAsync(grant, cancellationToken);
            var list = _known.FirstOrDefault(known => known.Title == title)
                ?? await store.CreateListAsync(grant, title, cancellationToken);
            _known = [.. _known, list];
            return list;
        }

        /// <summary>Null if Google refuses it.</summary>
        private async Task<TaskItem?> MakeAsync(
            TaskList list, ExistingTasks existing, PortableTask task, string? parent, string? previous,
            CancellationToken cancellationToken)
        {
            StopIfTooLong();
            if (!TaskFits.Google(task))
            {
                _refused.Add(new RefusedTask(task.Title, Why: null));
                return null;
            }
            var item = existing.Take(task, parent);
            if (item is not null)
            {
                _alreadyThere++;
            }
            else
            {
                try
                {
                    item = await store.CreateTaskAsync(grant, list.Id, ChangeOf(task), parent, previous, cancellationToken);
                    _made.Add(new MadeTask(list, item));
                }
                catch (ProviderException e) when (e.Kind == ProviderFailureKind.Rejected)
                {
                    _refused.Add(new RefusedTask(task.Title, e.ProviderMessage));
                    return null;
                }
            }
            if (task.IsCompleted && !item.IsCompleted)
                _toComplete.Add((list, item.Id, task.Completed));
            return item;
        }

        private void StopIfTooLong()
        {
            if (clock.GetElapsedTime(_began) > Patience)
                throw new InterruptedException();
        }

        private static TaskChange ChangeOf(PortableTask task)
        {
            var change = new TaskChange { Title = task.Title };
            if (task.Notes is not null)
                change = change with { Notes = task.Notes };
            return task.Due is null ? change : change with { Due = task.Due };
        }
    }

    private sealed class InterruptedException : Exception;
}

/// <param name="Into">The list they go into; null = the one with this title, made if there is none.</param>
public sealed record ListToMake(TaskList? Into, string Title, IReadOnlyList<PortableTask> Tasks);

/// <param name="Left">How many were not come to.</param>
/// <param name="Interruption">Why; null if all were come to.</param>
public sealed record ImportReport(
    IReadOnlyList<MadeTask> Made, int AlreadyThere, IReadOnlyList<RefusedTask> Refused, int Left, Interruption? Interruption)
{
    /// <summary>What to delete to take it back; subtasks go with their parents.</summary>
    public IReadOnlyList<string> Picks { get; } = PicksOf(
        Made, Made.Select(made => made.Task.Id).ToHashSet(StringComparer.Ordinal));

    private static IReadOnlyList<string> PicksOf(IReadOnlyList<MadeTask> made, HashSet<string> ids) =>
        [.. made.Where(
            one => one.Task.Parent is null || !ids.Contains(one.Task.Parent)).Select(one => $"{one.List.Id}/{one.Task.Id}")];
}

public sealed record MadeTask(TaskList List, TaskItem Task);

/// <param name="Why">In Google's words; null where it was not sent.</param>
public sealed record RefusedTask(string Title, string? Why);

public enum Interruption
{
    TooLong,
    RateLimited,
    Unavailable,
}

/// <summary>Whether Google can hold it.</summary>
public static class TaskFits
{
    public static bool Google(PortableTask task) =>
        TaskLimits.LengthOf(task.Title) <= TaskLimits.Title && TaskLimits.LengthOf(task.Notes) <= TaskLimits.Notes;
}
