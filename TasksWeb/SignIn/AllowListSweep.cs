using TasksWeb.Storage;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>
/// Once a day and when <see cref="AllowList"/> changes: ends the sessions of people who are not on it, and their grants once they
/// have not been on it for <see cref="Grace"/>.
/// </summary>
internal sealed partial class AllowListSweep(
    AllowList allowList, UserRepository users, Sessions sessions, TokenVault vault, TimeProvider clock,
    ILogger<AllowListSweep> logger) : BackgroundService
{
    /// <summary>Somebody who was removed by mistake loses only the sessions.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(30);

    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _changed = new(1, 1);

    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await foreach (var stored in users.AllAsync(cancellationToken))
        {
            if (allowList.Allows(stored.Value))
                await MarkAsync(stored, notAllowedSince: null, cancellationToken);
            else
                await ShutOutAsync(stored, cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        allowList.Changed += Trigger;
        while (!stoppingToken.IsCancellationRequested)
        {
            await _changed.WaitAsync(Interval, stoppingToken);
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (StorageUnavailableException e)
            {
                LogStoreAway(e.Message);
            }
        }
    }

    public override void Dispose()
    {
        allowList.Changed -= Trigger;
        base.Dispose();
        _changed.Dispose();
    }

    private void Trigger(object? sender, EventArgs e)
    {
        lock (_changed)
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
    }

    private async Task ShutOutAsync(Stored<User> stored, CancellationToken cancellationToken)
    {
        var (person, now) = (stored.Value, clock.GetUtcNow());
        await sessions.EndAllAsync(person.Id, cancellationToken);
        if (person.NotAllowedSince is not { } since)
        {
            await MarkAsync(stored, now.ToStored(), cancellationToken);
        }
        else if (now - since >= Grace)
        {
            var ended = await vault.RevokeAllAsync(person.Id, cancellationToken);
            if (ended > 0)
                LogEnded(person.Id, ended, Grace.Days);
        }
    }

    /// <summary>A concurrent sign-in takes precedence.</summary>
    private async Task MarkAsync(Stored<User> stored, DateTimeOffset? notAllowedSince, CancellationToken cancellationToken)
    {
        if (stored.Value.NotAllowedSince != notAllowedSince)
            await users.SaveAsync(stored.Value with { NotAllowedSince = notAllowedSince }, stored.Version, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "{User} has not been allowed to sign in for {Days} days: {Count} grants are ended.")]
    private partial void LogEnded(string user, int count, int days);

    [LoggerMessage(LogLevel.Warning, "People who may no longer sign in are looked for later: {Why}")]
    private partial void LogStoreAway(string why);
}
