using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Broker.Audit;

/// <summary>
/// Writes the audit entries of one key on this instance. Entries that arrive while a group is being committed form the next one.
/// A group is committed as a whole or not at all; if not, none of its callers gets a token.
/// </summary>
internal sealed class AuditChain(
    TokenAuditRepository entries, AuditStarts starts, Cipher cipher, TimeSpan retention, TimeProvider clock)
{
    private const int MaxGroup = 256;

    private readonly string _chain = Guid.NewGuid().ToString("N");
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isRunning;

    // Used by the writing loop only.
    private long _group;
    private string _previous = "";
    private DateTimeOffset? _previousKeptUntil;
    private DateTimeOffset _at;

    /// <param name="entry">Without id, times and seal.</param>
    /// <exception cref="StorageUnavailableException">It is not recorded.</exception>
    public Task AppendAsync(TokenAuditEntry entry)
    {
        var waiting = new Waiting(entry);
        lock (_lock)
        {
            _waiting.Enqueue(waiting);
            if (_isRunning)
                return waiting.Outcome.Task;
            _isRunning = true;
        }
        _ = RunAsync();
        return waiting.Outcome.Task;
    }

    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await CommitAsync(group);
                group.ForEach(static waiting => waiting.Outcome.SetResult());
            }
            catch (Exception e)
            {
                var failure = e as StorageUnavailableException
                    ?? new StorageUnavailableException("The store did not take an audit entry.", e);
                group.ForEach(waiting => waiting.Outcome.SetException(failure));
            }
        }
    }

    private List<Waiting> Next()
    {
        lock (_lock)
        {
            var group = new List<Waiting>();
            while (group.Count < MaxGroup && _waiting.TryDequeue(out var waiting))
                group.Add(waiting);
            _isRunning = group.Count > 0;
            return group;
        }
    }

    private async Task CommitAsync(List<Waiting> group)
    {
        await starts.EnsureAsync();
        // Ids sort in the order of the chain, also when the clock is set back.
        var now = clock.GetUtcNow().ToStored();
        _at = now > _at ? now : _at;
        var (place, keptUntil) = (new AuditPlace(_chain, ++_group, _previous, _previousKeptUntil), _at + retention);
        TokenAuditEntry[] lines = [.. group.Select(waiting => AuditSeal.Seal(
            waiting.Entry with
            {
                Id = $"{_at.ToUnixTimeMilliseconds():D15}-{place.Group:x10}-{Guid.NewGuid():N}",
                At = _at,
                KeptUntil = keptUntil,
            },
            place, cipher))];
        var versions = await Task.WhenAll(
            lines.Select(line => entries.SaveAsync(line, 0, CancellationToken.None).AsTask()));
        if (versions.Contains(null))
            throw new StorageUnavailableException("An audit entry with this id exists.");
        (_previous, _previousKeptUntil) = (AuditSeal.DigestOf(_previous, lines.Select(line => line.Seal!.Mac)), keptUntil);
    }

    private sealed record Waiting(TokenAuditEntry Entry)
    {
        public TaskCompletionSource Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
