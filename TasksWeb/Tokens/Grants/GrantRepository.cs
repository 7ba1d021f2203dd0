using System.Runtime.CompilerServices;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Tokens.Grants;

/// <summary>The grants in the store. Tokens are encrypted for their place and generation.</summary>
public sealed partial class GrantRepository(
    IDocumentStore store, Cipher cipher, GrantSchedule schedule, GrantOutbox outbox, AccountGrantRepository accounts)
    : SealedRepository<Grant>(store, "grants")
{
    private const int RenewalsNeeded = 3;
    private const int RenewalsRead = 500;
    private const int PageSize = 100;

    public override string Name => "grants";

    protected override string IdOf(Grant value) => value.Key().Id;

    protected override string OwnerOf(Grant value) => value.User;

    protected override string GroupOf(Grant value) =>
        value.Status == GrantStatus.Dead ? Dead(value.Connector)
        : value.IsEnding == true ? Ending(value.Connector)
        : Active(value.Connector);

    /// <summary>Saves the grant together with what others are told of it, and hands that over.</summary>
    public override ValueTask<long?> SaveAsync(Grant value, long expectedVersion, CancellationToken cancellationToken)
    {
        var marked = schedule.MarkEnding(value);
        return IsReported(marked)
            ? SaveAndTellAsync(outbox.Note(marked), expectedVersion, due: null, cancellationToken)
            : base.SaveAsync(marked, expectedVersion, schedule.DueOf(marked), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> SaveAsync(
        Grant value, long expectedVersion, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var marked = schedule.MarkEnding(value);
        return IsReported(marked)
            ? SaveAndTellAsync(outbox.Note(marked), expectedVersion, due, cancellationToken)
            : base.SaveAsync(marked, expectedVersion, due, cancellationToken);
    }

    /// <summary>Moves the due time, and lists the grant among those that end soon if time has made it one.</summary>
    public override ValueTask<long?> PostponeAsync(
        Stored<Grant> stored, DateTimeOffset? due, CancellationToken cancellationToken) =>
        base.PostponeAsync(stored with { Value = schedule.MarkEnding(stored.Value) }, due, cancellationToken);

    /// <summary>Nothing says any more whose account it was.</summary>
    public override async ValueTask<bool> DeleteAsync(string id, long version, CancellationToken cancellationToken)
    {
        if (!await base.DeleteAsync(id, version, cancellationToken))
            return false;
        await accounts.DeleteAsync(id, CancellationToken.None);
        return true;
    }

    /// <summary>Lists a grant among those that end soon, where that is all there is to do for it now.</summary>
    /// <returns>False: there is more, or nothing.</returns>
    public async Task<bool> NoteEndingAsync(Stored<Grant> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var marked = schedule.MarkEnding(stored.Value);
        if (ReferenceEquals(marked, stored.Value) || marked.Lease is not null || schedule.DueOf(marked) <= now)
            return false;
        await SaveAsync(marked, stored.Version, cancellationToken);
        return true;
    }

    /// <summary>Queues the grant's pending events, and those that time alone has caused.</summary>
    /// <returns>False: there was nothing to tell, or there is more to do.</returns>
    public async Task<bool> TellAsync(Stored<Grant> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (stored.Value is not { Events: not null, Lease: null } grant)
            return false;
        var noted = outbox.Note(grant);
        if (noted.Events is not { Pending.Length: > 0 } && ReferenceEquals(noted, grant))
            return false;
        if (!outbox.IsWanted(noted))
            return await HoldAsync(stored with { Value = noted }, now, cancellationToken);
        await SaveAndTellAsync(noted, stored.Version, due: null, cancellationToken);
        return true;
    }

    /// <summary>
    /// Deletes a grant. While its last event is pending, a tombstone holds that event, and of personal data only its key and
    /// the account that the event names.
    /// </summary>
    /// <returns>False: another writer was first.</returns>
    public async ValueTask<bool> ForgetAsync(Stored<Grant> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var noted = outbox.Note(GrantLifetime.Tombstone(stored.Value, DeathReason.Disconnected, now));
        var tombstone = noted with { Holder = null, KeyTags = null, RequestedScopes = [] };
        await accounts.DeleteAsync(stored.Value.Key().Id, cancellationToken);
        return tombstone.Events is { Pending.Length: > 0 } events
            ? await SaveAndTellAsync(
                tombstone with { Events = events with { IsForgotten = true } }, stored.Version, due: null, cancellationToken)
                is not null
            : await DeleteAsync(stored, cancellationToken);
    }

    /// <summary>How many grants of a connector have this status.</summary>
    public async ValueTask<long> CountAsync(string connector, GrantStatus status, CancellationToken cancellationToken) =>
        status == GrantStatus.Dead
            ? await CountAsync(Dead(connector), cancellationToken)
            : await CountAsync(Active(connector), cancellationToken) + await CountAsync(Ending(connector), cancellationToken);

    /// <summary>The first grants of a connector that end soon and whose ids come after an id, in their order.</summary>
    public IAsyncEnumerable<Stored<Grant>> ListEndingAsync(
        string connector, string after, int limit, CancellationToken cancellationToken) =>
        GroupPageAsync(Ending(connector), after, limit, cancellationToken);

    /// <summary>The active grants of a connector, read page by page.</summary>
    public async IAsyncEnumerable<Grant> ListActiveAsync(
        string connector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var group in (string[])[Active(connector), Ending(connector)])
        {
            var (after, count) = ("", PageSize);
            while (count == PageSize)
            {
                count = 0;
                await foreach (var (grant, _) in GroupPageAsync(group, after, PageSize, cancellationToken))
                {
                    (after, count) = (grant.Key().Id, count + 1);
                    yield return grant;
                }
            }
        }
    }

    /// <summary>The first grants whose ids (<see cref="GrantKey.Id"/>) come after an id, in their order.</summary>
    public IAsyncEnumerable<Stored<Grant>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        PageAsync(after, limit, cancellationToken);

    /// <summary>
    /// Whether other grants of the connector were renewed since a time: three of them, or all where there are fewer. Of very many
    /// a part is read, the ones after this grant.
    /// </summary>
    public async Task<bool> WereOthersRenewedAsync(Grant grant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (active, ending, own) = (Active(grant.Connector), Ending(grant.Connector), grant.Key().Id);
        var needed = Math.Min(
            RenewalsNeeded, await CountAsync(grant.Connector, GrantStatus.Active, cancellationToken) - 1);
        if (needed <= 0)
            return false;
        var renewed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (group, start) in ((string, string)[])[(active, own), (active, ""), (ending, own), (ending, "")])
        {
            await foreach (var other in GroupPageAsync(group, start, RenewalsRead, cancellationToken))
            {
                if (other.Value.IssuedAt > since && !GrantLifetime.CameWithConsent(other.Value) && other.Value.Key().Id != own)
                    renewed.Add(other.Value.Key().Id);
            }
            if (renewed.Count >= needed)
                return true;
        }
        return false;
    }

    private static string Active(string connector) => $"{connector}|active";

    /// <summary>Of active grants those that end soon.</summary>
    private static string Ending(string connector) => $"{connector}|ending";

    private static string Dead(string connector) => $"{connector}|dead";

    /// <summary>Events that cannot be queued now stay in the grant, which is due at once for them.</summary>
    private async ValueTask<long?> SaveAndTellAsync(
        Grant noted, long expectedVersion, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var hasNews = noted is { Lease: null, Events.Pending.Length: > 0 };
        var wanted = hasNews ? schedule.DueOf(noted) : due ?? schedule.DueOf(noted);
        if (await base.SaveAsync(noted, expectedVersion, wanted, cancellationToken) is not { } version)
            return null;
        if (!hasNews || !outbox.IsWanted(noted))
            return version;
        try
        {
            await outbox.HandOverAsync(noted, CancellationToken.None);
            if (noted.Events!.IsForgotten == true)
            {
                await DeleteAsync(noted.Key().Id, version, CancellationToken.None);
                return version;
            }
            var told = noted with { Events = noted.Events with { Pending = [] } };
            return await base.SaveAsync(told, version, due ?? schedule.DueOf(told), CancellationToken.None) ?? version;
        }
        catch (StorageUnavailableException)
        {
            return version;
        }
    }

    /// <summary>
    /// Events that no subscriber of this instance takes wait for an instance with other settings, which finds them due.
    /// </summary>
    /// <returns>False: the grant is due for more than its events.</returns>
    private async Task<bool> HoldAsync(Stored<Grant> noted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var left = outbox.GiveUpExpired(noted.Value);
        if (left.Events is null)
        {
            if (noted.Value.Events!.IsForgotten == true)
                await DeleteAsync(noted, cancellationToken);
            else
                await base.SaveAsync(left, noted.Version, schedule.DueOf(left), cancellationToken);
            return true;
        }
        if (left.Status == GrantStatus.Active && schedule.DueOf(left with { Events = null }) <= now)
            return false;
        // A moment later: others may take it, and this round ends.
        await base.SaveAsync(left, noted.Version, now + TimeSpan.FromSeconds(1), cancellationToken);
        return true;
    }

    /// <summary>Others are told of it, by this instance or by another.</summary>
    private bool IsReported(Grant grant) => outbox.IsUsed || grant.Events is not null;
}
