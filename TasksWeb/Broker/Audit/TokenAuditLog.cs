using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Audit;

/// <summary>Records each token and each call before it leaves, in the store and in the log.</summary>
public sealed partial class TokenAuditLog(
    TokenAuditRepository entries, AuditStarts starts, Cipher cipher, IOptions<BrokerOptions> options,
    TimeProvider clock, ILogger<TokenAuditLog> logger)
    : IUserData
{
    private const int MaxPathLength = 1024;

    private readonly ConcurrentDictionary<string, AuditChain> _chains = new(StringComparer.Ordinal);

    /// <exception cref="StorageUnavailableException">Nothing is recorded: the token must not leave.</exception>
    public async Task WriteAsync(string key, string identifier, GrantKey grant, AccessToken token)
    {
        await SaveAsync(new(
            "", default, key, grant.Connector, identifier, grant.User, token.Generation, token.ExpirationTime?.ToStored(),
            token.Scopes, default, Account: grant.Account));
        LogTokenIssued(key, grant.Connector, identifier, token.Generation);
    }

    /// <summary>
    /// Records a call, unless <c>Broker:Calls:Audit</c> is off. A store that commits waiting writes together (SQLite) records
    /// many calls in one transaction.
    /// </summary>
    /// <param name="target">Where it goes at the provider; its query is not recorded.</param>
    /// <exception cref="StorageUnavailableException">Nothing is recorded: the call must not be made.</exception>
    public async Task WriteCallAsync(string key, string identifier, GrantKey grant, string method, Uri target)
    {
        if (!options.Value.Calls.Audit)
            return;
        var path = target.AbsolutePath;
        await SaveAsync(new(
            "", default, key, grant.Connector, identifier, grant.User, Generation: 0, ExpirationTime: null, Scopes: [], default,
            method, path.Length <= MaxPathLength ? path : path[..MaxPathLength] + "…", grant.Account));
        LogCall(key, method, grant.Connector, identifier);
    }

    private Task SaveAsync(TokenAuditEntry entry) => _chains.GetOrAdd(
        entry.Key, _ => new AuditChain(entries, starts, cipher, options.Value.AuditRetention, clock)).AppendAsync(entry);

    /// <summary>The entries of a person stay, but no longer name the person; their seals remain valid.</summary>
    public async Task DeleteAsync(string user)
    {
        await foreach (var (entry, version) in entries.ListByOwnerAsync(user, CancellationToken.None))
            await entries.SaveAsync(Forgotten(entry), version, CancellationToken.None);
    }

    private static TokenAuditEntry Forgotten(TokenAuditEntry entry) => entry with
    {
        Identifier = "",
        User = null,
        Path = null,
        Account = null,
        Seal = entry.Seal is { } seal ? seal with { Salt = null } : null,
    };

    [LoggerMessage(LogLevel.Information, "Key {Key} gets a token of {Connector} for {Identifier}, generation {Generation}.")]
    private partial void LogTokenIssued(string key, string connector, string identifier, long generation);

    [LoggerMessage(LogLevel.Debug, "Key {Key} calls {Method} of {Connector} for {Identifier}.")]
    private partial void LogCall(string key, string method, string connector, string identifier);
}
