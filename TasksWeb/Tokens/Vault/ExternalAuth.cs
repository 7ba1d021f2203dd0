using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Vault;

/// <summary>
/// The vault for code that is given names from outside: another part of this process, or the broker on behalf of another backend.
/// A connector that does not exist, does not do OAuth 2 or has no credentials is told apart; every failure is a
/// <see cref="TokenFailureException"/>.
/// </summary>
/// <remarks>The contract of seed 002's <c>externalAuth(connectorId)</c>: <c>saveAuthCode</c> and <c>getAccessToken</c>.</remarks>
public sealed class ExternalAuth(TokenVault vault, GrantAccounts accounts, CodeExchanges codes, ConnectorCatalog connectors)
{
    /// <summary>
    /// Trades the code that a person's consent led to, and keeps the tokens. The same call within ten minutes gets the same
    /// grant's tokens; any other use of the code fails.
    /// </summary>
    /// <param name="user">Whose tokens they are: one stable word for each person.</param>
    /// <param name="redirectUri">The one that the authorization request named, character by character.</param>
    /// <param name="caller">Who asks, where that is not the process itself.</param>
    /// <param name="account">The account that the consent has to be of; null: any.</param>
    /// <exception cref="TokenFailureException">No token; the failure says why.</exception>
    public async Task<AccessToken> SaveAuthCodeAsync(
        string connector, string user, string code, string redirectUri, string? codeVerifier = null, string caller = "",
        string? account = null)
    {
        var first = new GrantKey(connectors.Usable(connector).Name, user);
        var key = await accounts.FindAsync(first, account, CancellationToken.None);
        var token = TokenOf(await codes.SaveAuthCodeAsync(key, caller, code, redirectUri, codeVerifier));
        return account is null || token.Account == key.Account
            ? token
            : throw new TokenFailureException(new TokenFailure(
                TokenFailureKind.CodeExchangeFailed, key.Connector, "other_account"));
    }

    /// <summary>A token that lives longer than <paramref name="minimumLifetime"/>, renewed if need be.</summary>
    /// <param name="scopes">What it must be good for; null: everything that the connector's calls need.</param>
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
    /// Ends it, here at once and at the provider as soon as it listens; also where the operator has taken the credentials away.
    /// </summary>
    /// <param name="account">Which account's; null: there is one.</param>
    /// <exception cref="TokenFailureException">Nothing was held; the failure says why.</exception>
    public async Task RevokeAsync(
        string connector, string user, string? account = null, CancellationToken cancellationToken = default)
    {
        var key = await accounts.ChooseAsync(new GrantKey(connector, user), account, cancellationToken);
        if (!await vault.RevokeAsync(key, cancellationToken))
            throw new TokenFailureException(new TokenFailure(TokenFailureKind.NoTokens, connectors.Usable(connector).Name));
    }

    private static AccessToken TokenOf(TokenResult result) =>
        result.Succeeded(out var token, out var failure) ? token : throw new TokenFailureException(failure);
}
