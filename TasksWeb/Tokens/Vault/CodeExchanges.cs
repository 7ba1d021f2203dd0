using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// Sends each code of a backend to its provider once. A provider that sees a code again revokes the tokens issued for it
/// (RFC 6749 §4.1.2), so a backend that repeats a request whose response was lost gets the stored tokens.
/// </summary>
public sealed class CodeExchanges(
    UsedCodeRepository codes, TokenVault vault, GrantAccounts accounts, LastingSave saves, ConnectorCatalog connectors,
    Cipher cipher, TimeProvider clock)
{
    private static readonly TimeSpan RepeatableFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly SingleFlight<(string Code, string Use), TokenResult> _flights = new();

    /// <param name="caller">Who sends it: another one's repetition is refused.</param>
    /// <param name="isExact">The consent has to be of the account of <paramref name="key"/>.</param>
    /// <inheritdoc cref="TokenVault.SaveAuthCodeAsync"/>
    public Task<TokenResult> SaveAuthCodeAsync(
        GrantKey key, string caller, string code, string redirectUri, string? codeVerifier, bool isExact = false)
    {
        var id = cipher.Digest("code", connectors[key.Connector].ProviderName, code);
        ReadOnlySpan<string> account = key.Account is null ? [] : [key.Account];
        var use = cipher.Digest("use", [caller, key.Connector, key.User, redirectUri, codeVerifier ?? "", .. account]);
        return _flights.RunAsync((id, use), () => RunAsync(key, id, use, code, redirectUri, codeVerifier, isExact));
    }

    private async Task<TokenResult> RunAsync(
        GrantKey key, string id, string use, string code, string redirectUri, string? codeVerifier, bool isExact)
    {
        var now = clock.GetUtcNow().ToStored();
        var taken = await codes.SaveAsync(new UsedCode(id, use, now, now + KeptFor), 0, CancellationToken.None);
        if (taken is not { } version)
            return await RepeatAsync(key, id, use);
        var result = await vault.SaveAuthCodeAsync(key, code, redirectUri, codeVerifier, id, isExact: isExact);
        // Nothing was issued for it: there is nothing that another attempt could end.
        if (result.Failure is { Kind: not TokenFailureKind.TokenTypeNotAccepted })
            await codes.DeleteAsync(id, version, CancellationToken.None);
        return result;
    }

    private async Task<TokenResult> RepeatAsync(GrantKey key, string id, string use)
    {
        var isSame = await codes.FindAsync(id, CancellationToken.None) is { } used && used.Value.Use == use
            && clock.GetUtcNow() - used.Value.UsedAt < RepeatableFor;
        if (isSame && !await saves.IsSettledAsync(key))
            throw new StorageUnavailableException("New tokens are not saved yet.");
        var grants = isSame ? await accounts.ListAsync(key.Connector, key.User, CancellationToken.None) : [];
        return grants.FirstOrDefault(one => one.Status == GrantStatus.Active && one.CodeDigest == id) is { } grant
            ? await vault.GetAccessTokenAsync(grant.Key(), new TokenRequirement(Scopes: []), CancellationToken.None)
            : new TokenResult(new TokenFailure(
                TokenFailureKind.CodeExchangeFailed, key.Connector, "code_used", Account: key.Account));
    }
}
