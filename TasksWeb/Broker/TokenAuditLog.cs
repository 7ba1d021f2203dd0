using Microsoft.Extensions.Options;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker;

/// <summary>Records each token before it leaves, in the store and in the log.</summary>
public sealed partial class TokenAuditLog(
    TokenAuditRepository entries, IOptions<BrokerOptions> options, TimeProvider clock, ILogger<TokenAuditLog> logger)
{
    /// <exception cref="StorageUnavailableException">Nothing is recorded: the token must not leave.</exception>
    public async Task WriteAsync(string key, string identifier, GrantKey grant, AccessToken token)
    {
        var now = clock.GetUtcNow().ToStored();
        var entry = new TokenAuditEntry(
            $"{now.ToUnixTimeMilliseconds():D15}-{Guid.NewGuid():N}", now, key, grant.Connector, identifier, grant.User,
            token.Generation, token.ExpirationTime?.ToStored(), token.Scopes, KeptUntil: now + options.Value.AuditRetention);
        await entries.SaveAsync(entry, 0, CancellationToken.None);
        LogTokenIssued(key, grant.Connector, identifier, token.Generation);
    }

    /// <summary>The entries of a person stay, but no longer name the person.</summary>
    public async Task ForgetAsync(string user)
    {
        await foreach (var (entry, version) in entries.ListByOwnerAsync(user, CancellationToken.None))
            await entries.SaveAsync(entry with { Identifier = "", User = null }, version, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Information, "Key {Key} gets a token of {Connector} for {Identifier}, generation {Generation}.")]
    private partial void LogTokenIssued(string key, string connector, string identifier, long generation);
}
