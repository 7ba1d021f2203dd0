using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Tokens.Grants;

/// <summary>The grants in the store. Tokens are sealed for the place and generation they are saved at.</summary>
public sealed class GrantRepository(IDocumentStore store, Cipher cipher, GrantSchedule schedule, GrantOutbox outbox)
    : SealedRepository<Grant>(store, "grants")
{
    private const int RenewalsNeeded = 3;
    private const int RenewalsRead = 500;

    public override string Name => "grants";

    protected override string IdOf(Grant value) => value.Key().Id;

    protected override string OwnerOf(Grant value) => value.User;

    protected override string GroupOf(Grant value) => GroupOf(value.Connector, value.Status);

    /// <summary>Saves the grant together with what others are told of it, and hands that over.</summary>
    public override ValueTask<long?> SaveAsync(Grant value, long expectedVersion, CancellationToken cancellationToken) =>
        outbox.IsUsed
            ? SaveAndTellAsync(outbox.Note(value), expectedVersion, due: null, cancellationToken)
            : base.SaveAsync(value, expectedVersion, schedule.DueOf(value), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<long?> SaveAsync(
        Grant value, long expectedVersion, DateTimeOffset? due, CancellationToken cancellationToken) =>
        outbox.IsUsed
            ? SaveAndTellAsync(outbox.Note(value), expectedVersion, due, cancellationToken)
            : base.SaveAsync(value, expectedVersion, due, cancellationToken);

    /// <summary>Tells others what has waited in the grant, or has become news with time alone.</summary>
    /// <returns>False: there was nothing to tell.</returns>
    public async Task<bool> TellAsync(Stored<Grant> stored, CancellationToken cancellationToken)
    {
        if (stored.Value is not { Events: not null, Lease: null } grant)
            return false;
        var noted = outbox.Note(grant);
        if (noted.Events is not { Pending.Length: > 0 } && ReferenceEquals(noted, grant))
            return false;
        await SaveAndTellAsync(noted, stored.Version, due: null, cancellationToken);
        return true;
    }

    /// <summary>
    /// Deletes a grant for good. While others have still to be told of its end, a tombstone that says nothing of the person but
    /// its key holds that event.
    /// </summary>
    /// <returns>False: another writer was first.</returns>
    public async ValueTask<bool> ForgetAsync(Stored<Grant> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tombstone = outbox.Note(GrantLifetime.Tombstone(stored.Value, DeathReason.Disconnected, now) with
        {
            Holder = null,
            Tags = null,
            RequestedScopes = [],
        });
        return tombstone.Events is { Pending.Length: > 0 } events
            ? await SaveAndTellAsync(
                tombstone with { Events = events with { IsForgotten = true } }, stored.Version, due: null, cancellationToken)
                is not null
            : await DeleteAsync(stored, cancellationToken);
    }

    /// <summary>How many grants of a connector have this status.</summary>
    public ValueTask<long> CountAsync(string connector, GrantStatus status, CancellationToken cancellationToken) =>
        CountAsync(GroupOf(connector, status), cancellationToken);

    /// <summary>The first grants whose ids (<see cref="GrantKey.Id"/>) come after an id, in their order.</summary>
    public IAsyncEnumerable<Stored<Grant>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        PageAsync(after, limit, cancellationToken);

    /// <summary>
    /// Whether other grants of the connector were renewed since a time: three of them, or all where there are fewer. Of very many
    /// a part is read, the ones after this grant.
    /// </summary>
    public async Task<bool> WereOthersRenewedAsync(Grant grant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (group, own) = (GroupOf(grant.Connector, GrantStatus.Active), grant.Key().Id);
        var needed = Math.Min(RenewalsNeeded, await CountAsync(group, cancellationToken) - 1);
        if (needed <= 0)
            return false;
        var renewed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in (string[])[own, ""])
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

    private static string GroupOf(string connector, GrantStatus status) =>
        $"{connector}|{(status == GrantStatus.Dead ? "dead" : "active")}";

    protected override Grant Rewrap(Grant value) => value with
    {
        AccessToken = value.AccessToken is { } access ? cipher.Rewrap(access, PlaceOf(value, "accessToken")) : null,
        RefreshToken = value.RefreshToken is { } refresh ? cipher.Rewrap(refresh, PlaceOf(value, "refreshToken")) : null,
    };

    /// <summary>The access token in clear.</summary>
    /// <exception cref="DecryptionException">It does not open.</exception>
    public string OpenAccessToken(Grant grant) => cipher.Decrypt(grant.AccessToken!, PlaceOf(grant, "accessToken"));

    /// <summary>The refresh token in clear; null when the provider never gave one.</summary>
    /// <exception cref="DecryptionException">It does not open.</exception>
    public string? OpenRefreshToken(Grant grant) =>
        grant.RefreshToken is null ? null : cipher.Decrypt(grant.RefreshToken, PlaceOf(grant, "refreshToken"));

    /// <summary>False when it holds tokens that no configured key opens.</summary>
    public bool Opens(Grant grant)
    {
        try
        {
            if (grant.AccessToken is not null)
                _ = (OpenAccessToken(grant), OpenRefreshToken(grant));
            return true;
        }
        catch (DecryptionException)
        {
            return false;
        }
    }

    /// <summary>The grant with these tokens, sealed for its generation.</summary>
    public Grant Encrypt(Grant grant, string accessToken, string? refreshToken) => grant with
    {
        AccessToken = cipher.Encrypt(accessToken, PlaceOf(grant, "accessToken")),
        RefreshToken = refreshToken is null ? null : cipher.Encrypt(refreshToken, PlaceOf(grant, "refreshToken")),
    };

    /// <summary>What the journal keeps of a refresh token.</summary>
    public static string DigestOf(string refreshToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken)));

    /// <summary>Events that cannot be handed over now stay in the grant, which is due at once for them.</summary>
    private async ValueTask<long?> SaveAndTellAsync(
        Grant noted, long expectedVersion, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        var hasNews = noted is { Lease: null, Events.Pending.Length: > 0 };
        var wanted = hasNews ? schedule.DueOf(noted) : due ?? schedule.DueOf(noted);
        if (await base.SaveAsync(noted, expectedVersion, wanted, cancellationToken) is not { } version)
            return null;
        if (!hasNews)
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

    private static CipherPlace PlaceOf(Grant grant, string field) =>
        new(grant.Connector, grant.User, grant.Generation, field, grant.Account);
}
