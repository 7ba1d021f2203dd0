using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Revocation;

namespace TasksWeb.Tokens.Vault;

/// <summary>Ends grants as their owners wish.</summary>
public sealed partial class TokenVault
{
    /// <summary>
    /// Wipes the tokens of a grant at once and leaves a tombstone; the provider is told as soon as it answers. The tombstone's
    /// generation fences a refresh that is under way.
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

    /// <summary>Deletes every grant of a user, tombstones too; the providers are told as soon as they answer.</summary>
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

    /// <summary>The provider is not told while another grant of the account is held that would end too.</summary>
    private ValueTask<bool> IsHeldWithOthersAsync(Grant grant, CancellationToken cancellationToken) =>
        shared.ListAsync(grant, cancellationToken).AnyAsync(other => other.Key() != grant.Key(), cancellationToken);
}
