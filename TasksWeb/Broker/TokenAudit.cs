using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker;

/// <summary>One line of the audit log: a token that was given to another backend, as stored. Never the token.</summary>
public sealed record TokenAuditEntry
{
    /// <summary>Its time and a random part, so that they sort by time.</summary>
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the key that it was given to.</summary>
    public required string Key { get; init; }
    public required string Connector { get; init; }

    /// <summary>As the backend named the person; empty once that person's account here is deleted.</summary>
    public required string Identifier { get; init; }

    /// <summary>Whose grant it was in the vault.</summary>
    public string? User { get; init; }
    public required long Generation { get; init; }
    public required DateTimeOffset ExpirationTime { get; init; }
    public required string[] Scopes { get; init; }

    /// <summary>When the line may go.</summary>
    public required DateTimeOffset KeptUntil { get; init; }
}

public sealed class TokenAuditRepository(IDocumentStore store) : Repository<TokenAuditEntry>(store, "audit")
{
    protected override string IdOf(TokenAuditEntry value) => value.Id;

    protected override string? OwnerOf(TokenAuditEntry value) => value.User;

    protected override DateTimeOffset? DueOf(TokenAuditEntry value) => value.KeptUntil;
}

/// <summary>Writes down each token before it leaves: in the store, whose answer is waited for, and in the log.</summary>
public sealed partial class AuditLog(
    TokenAuditRepository releases, IOptions<BrokerOptions> options, TimeProvider clock, ILogger<AuditLog> logger)
{
    /// <exception cref="StorageUnavailableException">It is not written, so that the token must not leave.</exception>
    public async Task WriteAsync(string key, string identifier, GrantKey grant, AccessToken token)
    {
        var now = clock.GetUtcNow().ToStored();
        var release = new TokenAuditEntry
        {
            Id = $"{now.ToUnixTimeMilliseconds():D15}-{Guid.NewGuid():N}",
            At = now,
            Key = key,
            Connector = grant.Connector,
            Identifier = identifier,
            User = grant.User,
            Generation = token.Generation,
            ExpirationTime = token.ExpirationTime.ToStored(),
            Scopes = token.Scopes,
            KeptUntil = now + options.Value.AuditRetention,
        };
        await releases.SaveAsync(release, 0, CancellationToken.None);
        LogReleased(key, grant.Connector, identifier, token.Generation);
    }

    /// <summary>The lines stay, but no longer say whom they were about.</summary>
    public async Task ForgetAsync(string user)
    {
        await foreach (var (line, version) in releases.ListByOwnerAsync(user, CancellationToken.None))
            await releases.SaveAsync(line with { Identifier = "", User = null }, version, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Information, "Key {Key} is given a token of {Connector} for {Identifier}, generation {Generation}.")]
    private partial void LogReleased(string key, string connector, string identifier, long generation);
}

/// <summary>Deletes lines of the audit log that are older than <see cref="BrokerOptions.AuditRetention"/>.</summary>
internal sealed class TokenAuditCleanup(
    TokenAuditRepository entries, WorkerMetrics metrics, TimeProvider clock, ILogger<TokenAuditCleanup> logger)
    : ScheduledWorker<TokenAuditEntry>(entries, metrics, clock, logger)
{
    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override async Task WorkAsync(Stored<TokenAuditEntry> claimed, CancellationToken cancellationToken) =>
        await entries.DeleteAsync(claimed.Value.Id, claimed.Version, cancellationToken);
}
