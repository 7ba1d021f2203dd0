using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>
/// The right to exchange a grant's refresh token, taken by compare-and-swap together with the journal of the attempt, so that a
/// crash in between is detected by the next holder.
/// </summary>
public sealed class GrantLeases(
    GrantRepository grants, GrantSchedule schedule, IOptions<TokenOptions> options, TimeProvider clock)
{
    private readonly string _instance = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>
    /// How long another instance may still hold it; null when it is free. A lease of this process could not be released: a grant
    /// has one refresh at a time here.
    /// </summary>
    internal TimeSpan? HeldElsewhere(Grant grant) =>
        grant.Lease is { } lease && lease.Holder != _instance && lease.Until > clock.GetUtcNow()
            ? lease.Until - clock.GetUtcNow()
            : null;

    /// <summary>Null after a concurrent write: the grant must be read again.</summary>
    internal async Task<Stored<Grant>?> TakeAsync(Stored<Grant> stored, string refreshToken)
    {
        var (grant, now, digest) = (stored.Value, clock.GetUtcNow(), GrantRepository.DigestOf(refreshToken));
        var leased = grant with
        {
            Lease = new Lease(_instance, now + options.Value.LeaseDuration),
            Journal = new Journal(
                digest, now, grant.Journal?.RefreshTokenDigest == digest ? grant.Journal.Attempts + 1 : 1),
        };
        return await grants.SaveAsync(leased, stored.Version, CancellationToken.None) is { } version
            ? new Stored<Grant>(leased, version)
            : null;
    }

    /// <summary>Saves the grant without the lease, not due again before <paramref name="wait"/>.</summary>
    /// <returns>False after a concurrent write: the grant must be read again.</returns>
    internal async Task<bool> ReleaseAsync(Stored<Grant> held, Grant after, TimeSpan wait)
    {
        var released = after with { Lease = null };
        var (due, soonest) = (schedule.DueOf(released), clock.GetUtcNow() + wait);
        return await grants.SaveAsync(released, held.Version, due < soonest ? soonest : due, CancellationToken.None) is not null;
    }
}
