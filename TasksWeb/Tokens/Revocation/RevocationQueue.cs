using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Revocation;

/// <summary>
/// Queues tokens for revocation. They are queued before the grant is deleted, so that no crash leaves one valid
/// unnoticed; <see cref="RevocationWorker"/> revokes them, however long the provider is unreachable.
/// </summary>
public sealed partial class RevocationQueue(
    RevocationRepository queue, RevocationWorker work, GrantRepository grants, ConnectorCatalog connectors, TimeProvider clock,
    ILogger<RevocationQueue> logger)
{
    /// <summary>Queues the tokens of this grant.</summary>
    internal async Task<RevocationNotice> EnqueueAsync(Grant grant, CancellationToken cancellationToken)
    {
        if (grant.AccessToken is null)
            return RevocationNotice.NotNeeded;
        if (connectors.Find(grant.Connector)?.Provider is not ({ RevocationEndpoint: not null } or { AwaitsMetadata: true })
            || TokenOf(grant) is not { } token)
            return RevocationNotice.Impossible;
        var revocation = queue.Seal(grant, token, clock.GetUtcNow());
        await queue.UpsertAsync(revocation.Id, old => old is null ? revocation : null, cancellationToken);
        return RevocationNotice.Queued;
    }

    /// <summary>The grant was deleted: revocation begins now.</summary>
    internal void Begin() => work.Trigger();

    private string? TokenOf(Grant grant)
    {
        try
        {
            return grants.OpenRefreshToken(grant) ?? grants.OpenAccessToken(grant);
        }
        catch (DecryptionException e)
        {
            LogSealed(grant.Connector, e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Error, "A token of {Connector} cannot be revoked: {Why}")]
    private partial void LogSealed(string connector, string why);
}

/// <summary>Whether the tokens of an ended grant are revoked at the provider.</summary>
internal enum RevocationNotice
{
    /// <summary>No tokens were held.</summary>
    NotNeeded,
    Queued,

    /// <summary>The provider offers no revocation or is not configured any more, or the tokens do not open.</summary>
    Impossible,
}
