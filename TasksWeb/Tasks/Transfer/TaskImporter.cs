using System.Runtime.InteropServices;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Creates many tasks at Google, one by one and in order. If Google limits or fails, or the request would take too long, the
/// report says what remains.
/// </summary>
public sealed class TaskImporter(GoogleTasksClient google, PersonTasks store, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _readers = new(ImportLimits.Readers);
    private readonly SemaphoreSlim _runs = new(ImportLimits.Runs);
    private readonly Dictionary<GrantKey, Gate> _gates = [];

    /// <summary>Waits until few files are being read; the result ends this reading.</summary>
    public async Task<IDisposable> EnterReaderAsync(CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        return new Exit(_readers);
    }

    /// <summary>One import at a time per user: a second one must find the tasks that the first creates.</summary>
    /// <param name="skipExisting">
    /// True skips tasks that exist already, so that an import can be repeated, and adds the others last; false adds all first.
    /// </param>
    public async Task<ImportReport> ImportAsync(
        GrantKey grant, IReadOnlyList<ListToImport> lists, bool skipExisting, CancellationToken cancellationToken)
    {
        var gate = Join(grant);
        try
        {
            await gate.Turn.WaitAsync(cancellationToken);
            using var ownTurn = new Exit(gate.Turn);
            await _runs.WaitAsync(cancellationToken);
            using var run = new Exit(_runs);
            return await new ImportRun(google, store, grant, clock, skipExisting).RunAsync(lists, cancellationToken);
        }
        finally
        {
            Leave(grant, gate);
        }
    }

    public void Dispose()
    {
        _readers.Dispose();
        _runs.Dispose();
    }

    private Gate Join(GrantKey grant)
    {
        lock (_gates)
        {
            ref var gate = ref CollectionsMarshal.GetValueRefOrAddDefault(_gates, grant, out _);
            gate ??= new Gate();
            gate.Users++;
            return gate;
        }
    }

    private void Leave(GrantKey grant, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0)
                return;
            _gates.Remove(grant);
        }
        gate.Turn.Dispose();
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);
        public int Users { get; set; }
    }

    private sealed class Exit(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
