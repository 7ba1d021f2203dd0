using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Tasks.Offline;

/// <summary>
/// Keeps the result of each change for <see cref="Lifetime"/>, so that a browser that has lost the response can send it again.
/// Only successes are kept: a refused change may be sent and tried again.
/// </summary>
public sealed class ReceivedChanges(ReceivedChangeRepository changes, TimeProvider clock) : IUserData
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>Longer than a change takes including all retries.</summary>
    internal static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(2);

    /// <summary>Changes kept for one person, about 400 bytes each; then the oldest <see cref="Surplus"/> go.</summary>
    internal const int Capacity = 2_000;
    private const int Surplus = 200;

    private readonly SingleFlight<string, bool> _underWay = new();

    /// <summary>Runs one request for a change at a time; a second one waits.</summary>
    public async Task InTurnAsync(ChangeRequest request, Func<Task> run)
    {
        var hasRun = false;
        while (!hasRun)
        {
            await _underWay.RunAsync(request.Id, async () =>
            {
                hasRun = true;
                await run();
                return true;
            });
        }
    }

    /// <summary>Claims a change, or finds its result (<see cref="ReceivedChange.Status"/>).</summary>
    /// <exception cref="ProblemException">
    /// <c>invalid_request</c>: the id was used for another change. <c>provider_unavailable</c>: another instance executes it now.
    /// </exception>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task<Claim> ClaimAsync(ChangeRequest request)
    {
        while (true)
        {
            var now = clock.GetUtcNow().ToStored();
            var known = await changes.FindAsync(request.Id, CancellationToken.None);
            if (known is null)
                await MakeRoomAsync(request.User);
            else if (known.Value.Request != request.Digest)
                throw new ProblemException(Problem.Invalid($"{ChangeRequest.Header}: this id was used for another change."));
            else if (known.Value.Status is not null)
                return new Claim(known, IsRepeated: true);
            else if (known.Value.ClaimedUntil is { } until && until > now)
                throw new ProblemException(
                    new Problem(StatusCodes.Status503ServiceUnavailable, "provider_unavailable") { RetryAfter = until - now });
            var claimed = (known?.Value ?? new ReceivedChange(
                request.Id, request.User, request.Digest, now, null, null, null, (now + Lifetime).ToStored())) with
            {
                ClaimedUntil = (now + ClaimDuration).ToStored(),
            };
            if (await changes.SaveAsync(claimed, known?.Version ?? 0, CancellationToken.None) is { } version)
                return new Claim(new Stored<ReceivedChange>(claimed, version), IsRepeated: known is not null);
        }
    }

    /// <summary>It succeeded: the same request gets this result from now on.</summary>
    /// <param name="task">The id of the task it added or moved; null: none.</param>
    public async Task CompleteAsync(Claim claim, string? task) => await changes.SaveAsync(
        claim.Change.Value with { ClaimedUntil = null, Status = StatusCodes.Status200OK, Task = task },
        claim.Change.Version, CancellationToken.None);

    /// <summary>It was refused and changed nothing.</summary>
    public async Task ForgetAsync(Claim claim) => await changes.DeleteAsync(claim.Change, CancellationToken.None);

    /// <summary>Its outcome is unknown.</summary>
    public async Task ReleaseAsync(Claim claim) => await changes.SaveAsync(
        claim.Change.Value with { ClaimedUntil = null }, claim.Change.Version, CancellationToken.None);

    /// <summary>The ids of tasks that a person's changes have added or moved.</summary>
    public async Task<IReadOnlySet<string>> TasksOfAsync(string user) =>
        await changes.ListByOwnerAsync(user, CancellationToken.None)
            .Select(stored => stored.Value.Task).OfType<string>().ToHashSetAsync(StringComparer.Ordinal);

    public Task DeleteAsync(string user) => changes.DeleteByOwnerAsync(user, CancellationToken.None);

    private async Task MakeRoomAsync(string user)
    {
        if (await changes.CountAsync(user, CancellationToken.None) < Capacity)
            return;
        var all = await changes.ListByOwnerAsync(user, CancellationToken.None).ToListAsync();
        foreach (var oldest in all.OrderBy(stored => stored.Value.ReceivedAt).Take(Surplus))
            await changes.DeleteAsync(oldest, CancellationToken.None);
    }

    /// <param name="IsRepeated">It had been received before.</param>
    public sealed record Claim(Stored<ReceivedChange> Change, bool IsRepeated);
}

/// <summary>A feature of a request whose change was received before, with an unknown outcome.</summary>
/// <param name="Since">When it first arrived.</param>
public sealed record UncertainChange(DateTimeOffset Since);
