using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// Connects a service by the authorization code flow (RFC 6749 §4.1), for the person of a session and any connector; the
/// framework's handlers sign people in with one provider.
/// </summary>
public sealed class ConnectFlow(
    ConnectorCatalog connectors, TokenVault vault, PushedRequests pushed, PendingConnections pendings, UserRepository users,
    IOptions<SignInOptions> signIn, TimeProvider clock)
{
    /// <summary>
    /// The address at the provider that asks this person for all scopes. Consent is forced when no refresh token is held, or one
    /// with a fixed end, which only a new consent moves.
    /// </summary>
    /// <param name="returnUrl">The page to show at the end; a checked path on this site.</param>
    public async Task<string> StartAsync(HttpContext context, Connector connector, string returnUrl)
    {
        var grant = await vault.FindAsync(context.User.GrantFor(connector.Name), context.RequestAborted);
        var askConsent = grant?.IsRenewable() != true || grant.RefreshTokenExpiresAt is not null
            || connector.Provider.RefreshTokenLifetime is not null;
        return await StartAsync(context, connector, returnUrl, askConsent);
    }

    /// <summary>Handles the provider's response.</summary>
    /// <returns>Where to send the browser: the page the flow was started for, or the provider once more.</returns>
    /// <exception cref="ProblemException">The service is not connected, or a scope was not granted.</exception>
    public async Task<string> CompleteAsync(HttpContext context, Connector connector)
    {
        var query = context.Request.Query;
        if (pendings.Take(context, connector.Name) is not { } pending || !AuthorizationResponse.IsFrom(connector.Provider, query))
            throw StateLost(connector.Name);
        var retryUrl = AuthorizeUrls.UrlFor(connector.Name, pending.ReturnUrl);
        if (!AuthorizationResponse.TryReadCode(query, out var code, out var problem))
            throw Failed(problem);

        var key = context.User.GrantFor(connector.Name);
        var before = await vault.FindAsync(key, context.RequestAborted);
        var result = await vault.SaveAuthCodeAsync(key, code, pending.RedirectUri, pending.CodeVerifier);
        if (!result.Succeeded(out _, out var failure))
            throw Failed(TokenProblem.Of(failure, retryUrl));
        if (await users.FindAsync(key.User, CancellationToken.None) is null)
        {
            // The account was deleted in another window meanwhile.
            await vault.ForgetAsync(key.User, CancellationToken.None);
            throw StateLost(connector.Name);
        }
        var grant = await vault.FindAsync(key, CancellationToken.None) ?? throw StateLost(connector.Name);
        if (!pending.AskedConsent && connector.Provider.ConsentParameters.Count > 0
            && LacksRefreshToken(connector, before, grant))
            return await StartAsync(context, connector, pending.ReturnUrl, askConsent: true);
        var missing = connector.MissingFrom(grant.Scopes);
        return missing.Length == 0
            ? pending.ReturnUrl
            : throw Failed(TokenProblem.Of(
                new TokenFailure(TokenFailureKind.InsufficientScope, connector.Name, MissingScopes: missing), retryUrl));

        ProblemException Failed(Problem problem) => new(problem with { Connector = connector.Name, AuthorizeUrl = retryUrl });
    }

    /// <summary>The response does not belong to a flow that was started in this session, or came too late.</summary>
    internal static ProblemException StateLost(string connector) => new(
        new Problem(StatusCodes.Status400BadRequest, "connection_state_lost") { Connector = connector });

    /// <summary>No refresh token is held, or an older one that does not cover what was granted now.</summary>
    private static bool LacksRefreshToken(Connector connector, Grant? before, Grant now) =>
        !now.IsRenewable()
        || (now.ConsentedAt == before?.ConsentedAt
            && connector.MissingFrom(before?.Scopes ?? []).Intersect(now.Scopes, StringComparer.Ordinal).Any());

    private async Task<string> StartAsync(HttpContext context, Connector connector, string returnUrl, bool askConsent)
    {
        var pending = new PendingConnection(
            RandomSecret.Create(), connector.Provider.UsePkce ? RandomSecret.Create() : null, connector.Name,
            context.User.SessionId(), $"{context.Request.Origin()}/connections/{connector.Name}/callback", returnUrl, askConsent,
            clock.GetUtcNow());
        pendings.Add(context, pending);
        // Another provider does not know the subject of the sign-in.
        var user = connector.ProviderName == connectors[signIn.Value.Connector].ProviderName
            ? await users.FindAsync(context.User.Id(), context.RequestAborted)
            : null;
        var url = AuthorizationRequest.UrlFor(
            connector, pending.RedirectUri, pending.State, pending.CodeVerifier, askConsent, user?.Value.Subject);
        return await pushed.PushAsync(connector.Provider, url, context.RequestAborted);
    }
}
