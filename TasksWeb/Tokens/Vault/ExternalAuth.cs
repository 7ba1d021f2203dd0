using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// The vault for callers that pass names: another part of this process, or the broker on behalf of another backend.
/// Unknown, unsupported and unconfigured connectors are distinguished; every failure is a
/// <see cref="TokenFailureException"/>.
/// </summary>
/// <remarks>The contract of seed 002's <c>externalAuth(connectorId)</c>: <c>saveAuthCode</c> and <c>getAccessToken</c>.</remarks>
public sealed class ExternalAuth(TokenVault vault, GrantAccounts accounts, CodeExchanges codes, ConnectorCatalog connectors)
{
    /// <summary>
    /// Exchanges an authorization code and keeps the tokens. The same call within ten minutes gets the same
    /// grant's tokens; any other use of the code fails.
    /// </summary>
    /// <param name="user">Whose tokens they are: a stable identifier of the person.</param>
    /// <param name="redirectUri">The one that the authorization request named, character by character.</param>
    /// <param name="caller">Who asks, where that is not the process itself.</param>
    /// <param name="account">The account that the consent has to be of, nothing of another is kept; null: any.</param>
    /// <exception cref="TokenFailureException">No token; the failure says why.</exception>
    public async Task<AccessToken> SaveAuthCodeAsync(
        string connector, string user, string code, string redirectUri, string? codeVerifier = null, string caller = "",
        string? account = null)
    {
        var first = new GrantKey(connectors.Usable(connector).Name, user);
        var key = await accounts.FindAsync(first, account, CancellationToken.None);
        return TokenOf(await codes.SaveAuthCodeAsync(
            key, caller, code, redirectUri, codeVerifier, isExact: account is not null));
    }

    /// <summary>A token that lives longer than <paramref name="minimumLifetime"/>, renewed if need be.</summary>
    /// <param name="scopes">The scopes it must have; null: all that the connector's calls need.</param>
    /// <param name="account">Which account's; null: there is one.</param>
    /// <exception cref="TokenFailureException">No token; the failure says why.</exception>
    public async Task<AccessToken> GetAccessTokenAsync(
        string connector, string user, TimeSpan minimumLifetime = default, IReadOnlyList<string>? scopes = null,
        string? account = null, CancellationToken cancellationToken = default)
    {
        var first = new GrantKey(connectors.Usable(connector).Name, user);
        var key = await accounts.ChooseAsync(first, account, cancellationToken);
        return TokenOf(await vault.GetAccessTokenAsync(key, new TokenRequirement(minimumLifetime, scopes), cancellationToken));
    }

    /// <summary>
    /// Ends the grant, here at once and at the provider as soon as it responds; also after the credentials were removed.
    /// </summary>
    /// <param name="account">Which account's; null: there is one.</param>
    /// <exception cref="TokenFailureException">Nothing was held; the failure says why.</exception>
    public async Task RevokeAsync(
        string connector, string user, string? account = null, CancellationToken cancellationToken = default)
    {
        var key = await accounts.ChooseAsync(new GrantKey(connector, user), account, cancellationToken);
        if (!await vault.RevokeAsync(key, cancellationToken))
            throw new TokenFailureException(new TokenFailure(
                TokenFailureKind.NoTokens, connectors.Usable(connector).Name, Account: key.Account));
    }

    private static AccessToken TokenOf(TokenResult result) =>
        result.Succeeded(out var token, out var failure) ? token : throw new TokenFailureException(failure);
}
