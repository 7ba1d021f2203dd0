using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Vault;

/// <summary>Ends grants at the request of their owners.</summary>
public sealed partial class TokenVault
{
    /// <summary>
    /// Deletes the tokens of a grant at once and leaves a tombstone; they are revoked as soon as the provider responds. The
    /// tombstone's generation fences a refresh in progress.
    /// </summary>
    /// <returns>False: there was nothing to end.</returns>
    public async Task<bool> RevokeAsync(GrantKey key, CancellationToken cancellationToken)
    {
        while (await grants.FindAsync(key.Id, cancellationToken) is { } stored && !stored.Value.WasDisconnected())
        {
            var livesOn = await revocations.EnqueueAsync(stored.Value, cancellationToken) == RevocationNotice.Impossible
                && !await IsHeldWithOthersAsync(stored.Value, cancellationToken);
            var reason = livesOn ? DeathReason.DisconnectedHere : DeathReason.Disconnected;
            var tombstone = GrantLifetime.Tombstone(stored.Value, reason, clock.GetUtcNow());
            if (await grants.SaveAsync(tombstone, stored.Version, cancellationToken) is null)
                continue;
            Forget(key);
            revocations.Begin();
            return true;
        }
        return false;
    }

    /// <summary>
    /// The provider has ended everything that it had granted for an account: it is wiped here, whoever has connected it, and the
    /// provider is told nothing. A grant that may be of the account or not is renewed: the provider says which.
    /// </summary>
    /// <param name="consentedBefore">A newer consent goes on.</param>
    public async Task EndAtProviderAsync(
        Connector connector, string subject, DateTimeOffset consentedBefore, CancellationToken cancellationToken)
    {
        await foreach (var grant in shared.ListOfAccountAsync(connector, subject, cancellationToken))
        {
            if ((grant.ConsentedAt ?? grant.IssuedAt) >= consentedBefore)
                continue;
            if (grant.Holder is null)
                await RenewAsync(grant);
            else
                await EndAsync(grant.Key(), cancellationToken);
        }
    }

    /// <summary>
    /// The provider has revoked one refresh token: the grant that holds it is wiped here, and the provider is told nothing. All
    /// grants of the provider are read for it, a page at a time: it happens rarely, and no index has to name tokens. Of several
    /// that begin as the token does, each is renewed: the provider says which it is.
    /// </summary>
    /// <returns>The users whose grant has ended.</returns>
    public async Task<IReadOnlyCollection<string>> EndTokenAtProviderAsync(
        string provider, RevokedToken token, CancellationToken cancellationToken)
    {
        var (users, first, isAlone) = (new HashSet<string>(StringComparer.Ordinal), (Grant?)null, true);
        foreach (var connector in connectors.All.Where(one => one.ProviderName == provider))
        {
            await foreach (var grant in grants.ListActiveAsync(connector.Name, cancellationToken))
            {
                if (!Holds(grant, token))
                    continue;
                if (token.IsExact)
                {
                    await EndAsync(grant.Key(), cancellationToken, grant.Generation);
                    users.Add(grant.User);
                }
                else if (first is null)
                {
                    first = grant;
                }
                else
                {
                    if (isAlone)
                        await RenewAsync(first);
                    isAlone = false;
                    await RenewAsync(grant);
                }
            }
        }
        if (first is not null && isAlone)
        {
            await EndAsync(first.Key(), cancellationToken, first.Generation);
            users.Add(first.User);
        }
        return users;
    }

    private bool Holds(Grant grant, RevokedToken token) =>
        grant.RefreshToken is not null && reader.Open(grant) is { RefreshToken: { } held } && token.Names(held);

    private async Task RenewAsync(Grant grant)
    {
        await refresher.RenewAsync(grant);
        Forget(grant.Key());
    }

    /// <param name="generation">Newer tokens go on; null: all end.</param>
    private async Task EndAsync(GrantKey key, CancellationToken cancellationToken, long? generation = null)
    {
        while (await grants.FindAsync(key.Id, cancellationToken) is { Value.Status: GrantStatus.Active } stored
            && (generation is null || stored.Value.Generation == generation))
        {
            var tombstone = GrantLifetime.Tombstone(stored.Value, DeathReason.InvalidGrant, clock.GetUtcNow());
            if (await grants.SaveAsync(tombstone, stored.Version, cancellationToken) is null)
                continue;
            Forget(key);
            metrics.GrantEnded(key.Connector, DeathReason.InvalidGrant);
            return;
        }
    }

    /// <summary>Ends every grant of a user, as <see cref="RevokeAsync"/> ends one.</summary>
    /// <returns>How many there were to end.</returns>
    public async Task<int> RevokeAllAsync(string user, CancellationToken cancellationToken)
    {
        var ended = 0;
        await foreach (var stored in grants.ListByOwnerAsync(user, cancellationToken))
        {
            if (await RevokeAsync(stored.Value.Key(), cancellationToken))
                ended++;
        }
        return ended;
    }

    /// <summary>Deletes every grant of a user, tombstones too; tokens are revoked as soon as their providers respond.</summary>
    /// <returns>The connectors whose providers cannot be told: the person has to end these there.</returns>
    public async Task<IReadOnlyList<string>> ForgetAsync(string user, CancellationToken cancellationToken)
    {
        var notices = new List<(Grant Grant, RevocationNotice Notice)>();
        foreach (var id in await grants.ListIdsByOwnerAsync(user, cancellationToken))
        {
            while (await grants.FindAsync(id, cancellationToken) is { } stored)
            {
                var notice = await revocations.EnqueueAsync(stored.Value, cancellationToken);
                if (!await grants.ForgetAsync(stored, clock.GetUtcNow(), cancellationToken))
                    continue;
                notices.Add((stored.Value, notice));
                Forget(stored.Value.Key());
                break;
            }
        }
        revocations.Begin();
        var queued = notices.FindAll(one => one.Notice == RevocationNotice.Queued);
        return
        [
            .. notices.Where(one => one.Notice == RevocationNotice.Impossible).Select(one => one.Grant)
                .Where(grant => !queued.Exists(one => one.Grant.SharesAccountWith(grant)
                    && connectors.EndTogether(one.Grant.Connector, grant.Connector)))
                .Select(grant => grant.Connector).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Nothing is revoked while another grant of the account is active that would end too.</summary>
    private ValueTask<bool> IsHeldWithOthersAsync(Grant grant, CancellationToken cancellationToken) =>
        shared.ListAsync(grant, cancellationToken).AnyAsync(other => other.Key() != grant.Key(), cancellationToken);
}
