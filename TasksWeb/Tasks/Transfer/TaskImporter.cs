using System.Collections.Concurrent;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Creates many tasks at Google, one by one and in order. If Google limits or fails, or the request would take too long, the
/// report says what remains.
/// </summary>
public sealed class TaskImporter(GoogleTasksClient google, TaskStore store, TimeProvider clock)
{
    /// <summary>One import at a time per user: a second one must find the tasks that the first creates.</summary>
    private readonly ConcurrentDictionary<GrantKey, SemaphoreSlim> _locks = new();

    /// <param name="skipExisting">
    /// True skips tasks that exist already, so that an import can be repeated, and adds the others last; false adds all first.
    /// </param>
    public async Task<ImportReport> ImportAsync(
        GrantKey grant, IReadOnlyList<ListToImport> lists, bool skipExisting, CancellationToken cancellationToken)
    {
        var gate = _locks.GetOrAdd(grant, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await new ImportRun(google, store, grant, clock, skipExisting).RunAsync(lists, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
