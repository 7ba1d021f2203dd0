using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Revocation;

/// <summary>Revokes tokens at their providers (RFC 7009), with back-off while one is down.</summary>
public sealed partial class RevocationWorker(
    RevocationRepository queue, SharedGrants shared, ConnectorCatalog connectors, TokenEndpoint endpoint,
    WorkerMetrics metrics, TimeProvider clock, ILogger<RevocationWorker> logger)
    : ScheduledWorker<PendingRevocation>(queue, metrics, clock, logger)
{
    /// <summary>A token that could not be revoked for this long is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(30);

    private static readonly RevocationResponse NotWipedYet = new(IsDone: false, "the grant is not wiped yet");

    protected override TimeSpan Interval => TimeSpan.FromSeconds(30);

    protected override TimeSpan ClaimDuration(PendingRevocation value) => TimeSpan.FromMinutes(5);

    protected override async Task WorkAsync(Stored<PendingRevocation> claimed, CancellationToken cancellationToken)
    {
        var revocation = claimed.Value;
        var answer = await TellAsync(revocation);
        if (answer.IsDone)
        {
            await queue.DeleteAsync(revocation.Id, claimed.Version, CancellationToken.None);
            return;
        }
        var failures = revocation.Failures + 1;
        if (Clock.GetUtcNow() - revocation.QueuedAt > Patience)
        {
            LogGivenUp(revocation.Connector, answer.Why, failures);
            await queue.DeleteAsync(revocation.Id, claimed.Version, CancellationToken.None);
            return;
        }
        LogPutOff(revocation.Connector, answer.Why);
        var due = Clock.GetUtcNow() + BackOff.After(failures, answer.RetryAfter);
        var later = revocation with { Failures = failures, DueAt = due.ToStored() };
        await queue.SaveAsync(later, claimed.Version, CancellationToken.None);
    }

    private async Task<RevocationResponse> TellAsync(PendingRevocation revocation)
    {
        if (connectors.Find(revocation.Connector) is not { } connector
            || connector.Provider is { RevocationEndpoint: null, AwaitsMetadata: false })
            return RevocationResponse.Done;
        try
        {
            var token = queue.Open(revocation);
            return await WithoutTellingAsync(connector, token) ?? await endpoint.RevokeAsync(connector.Provider, token.Value);
        }
        catch (DecryptionException e)
        {
            // The operator may put the key back.
            return new RevocationResponse(IsDone: false, e.Message.TrimEnd('.'), RetryAfter: TimeSpan.FromHours(1));
        }
    }

    /// <summary>
    /// The outcome if the provider must not be told, because a live grant would die with this token: a newer one of the same
    /// connector and account, or one that ends with it. Decided now, not when it was queued.
    /// </summary>
    private async Task<RevocationResponse?> WithoutTellingAsync(Connector connector, RevokedToken token)
    {
        var ended = token.GrantOf(connector.Name);
        await foreach (var other in shared.ListAsync(ended, CancellationToken.None))
            return other.Key() == ended.Key() && other.Generation == token.Generation ? NotWipedYet : RevocationResponse.Done;
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "A revocation at the provider of {Connector} is put off: {Why}.")]
    private partial void LogPutOff(string connector, string why);

    [LoggerMessage(LogLevel.Error, "A revocation at the provider of {Connector} is given up after {Attempts} attempts: {Why}.")]
    private partial void LogGivenUp(string connector, string why, int attempts);
}
