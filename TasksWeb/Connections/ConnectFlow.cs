using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// The way to a provider and back (RFC 6749 §4.1, RFC 7636), for any connector: nobody signs in by it, so that the provider need
/// not say who somebody is.
/// </summary>
public sealed class ConnectFlow(
    ConnectorCatalog connectors, TokenVault vault, PendingConnections pendings, UserRepository users,
    IOptions<SignInOptions> signIn,
    TimeProvider clock)
{
    public static string CallbackPath(string connector) => $"/connections/{connector}/callback";

    /// <summary>
    /// The address at the provider that asks this person for all scopes of the connector; given ones are not asked again, unless what was
    /// given has a foreseeable end, which only a new consent moves on.
    /// </summary>
    /// <param name="returnUrl">Where it leads in the end; a checked path on this site.</param>
    public async Task<string> StartAsync(HttpContext context, Connector connector, string returnUrl)
    {
        var grant = await vault.FindAsync(context.User.GrantFor(connector.Name), context.RequestAborted);
        var needsConsent = grant?.RefreshToken is null || grant.RefreshTokenExpiresAt is not null || connector.Provider.RefreshTokenLifetime is not null;
        return await StartAsync(context, connector, returnUrl, needsConsent);
    }

    /// <summary>Takes the provider's answer.</summary>
    /// <returns>Where the browser goes now: the page the flow was begun for, or once more the provider.</returns>
    /// <exception cref="ProblemException">It ends here, and the problem says why.</exception>
    public async Task<string> CompleteAsync(HttpContext context, Connector connector)
    {
        var query = context.Request.Query;
        // RFC 9207 §2.4: an answer that names its issuer must name ours, before anything is sent anywhere.
        if (pendings.Take(context, connector.Name) is not { } pending
            || (query.TryGetValue("iss", out var issuer) && connector.Provider.Issuer is { } expected && issuer != expected))
            throw StateLost(connector.Name);

        var again = AuthorizeUrls.UrlFor(connector.Name, pending.ReturnUrl);
        if (query.ContainsKey("error"))
            throw new ProblemException(Refused(query["error"].ToString(), connector.Name, again));
        if (query["code"] is not [{ Length: > 0 } code])
            throw Failed(new TokenFailure(TokenFailureKind.CodeExchangeFailed, connector.Name), again);

        var key = context.User.GrantFor(connector.Name);
        var before = await vault.FindAsync(key, context.RequestAborted);
        if (!(await vault.SaveAuthCodeAsync(key, code, pending.RedirectUri, pending.Verifier)).Succeeded(out _, out var failure))
            throw Failed(failure, again);
        return await ArriveAsync(context, connector, pending, before);
    }

    /// <summary>The answer does not belong to anything that was begun in this session, or came too late.</summary>
    internal static ProblemException StateLost(string connector) => new(
        new Problem(StatusCodes.Status400BadRequest, "connection_state_lost") { Connector = connector });

    private async Task<string> ArriveAsync(HttpContext context, Connector connector, PendingConnection pending, Grant? before)
    {
        var key = context.User.GrantFor(connector.Name);
        if (await users.FindAsync(key.User, CancellationToken.None) is null)
        {
            // The account was deleted in another window meanwhile.
            await vault.ForgetAsync(key.User, CancellationToken.None);
            throw StateLost(connector.Name);
        }
        var grant = await vault.FindAsync(key, CancellationToken.None) ?? throw StateLost(connector.Name);
        if (connector.Provider.ConsentParameters.Count > 0 && !pending.AskedConsent && RenewsTooLittle(connector, before, grant))
            return await StartAsync(context, connector, pending.ReturnUrl, askConsent: true);
        var missing = connector.MissingFrom(grant.Scopes);
        return missing.Length == 0
            ? pending.ReturnUrl
            : throw Failed(
                new TokenFailure(TokenFailureKind.InsufficientScope, connector.Name, MissingScopes: missing),
                AuthorizeUrls.UrlFor(connector.Name, pending.ReturnUrl));
    }

    /// <summary>No refresh token is held, or one from before, which does not cover what was granted now.</summary>
    private static bool RenewsTooLittle(Connector connector, Grant? before, Grant now) =>
        now.RefreshToken is null
        || (now.ConsentedAt == before?.ConsentedAt && connector.MissingFrom(before?.Scopes ?? []).Intersect(now.Scopes, StringComparer.Ordinal).Any());

    private async Task<string> StartAsync(HttpContext context, Connector connector, string returnUrl, bool askConsent)
    {
        var pending = new PendingConnection(
            Secret(), connector.Provider.UsePkce ? Secret() : null, connector.Name, context.User.FindFirstValue(Person.Session)!,
            context.Request.Origin() + CallbackPath(connector.Name), returnUrl, askConsent, clock.GetUtcNow());
        pendings.Keep(context, pending);
        var parameters = AuthorizationRequest.For(connector, askConsent);
        parameters["redirect_uri"] = pending.RedirectUri;
        parameters["state"] = pending.State;
        if (pending.Verifier is not null)
        {
            parameters["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier)));
            parameters["code_challenge_method"] = "S256";
        }
        if (connector.ProviderName == connectors[signIn.Value.Connector].ProviderName
            && await users.FindAsync(context.User.FindFirstValue(Person.Id)!, context.RequestAborted) is { } user)
            parameters["login_hint"] = user.Value.Subject;
        return QueryHelpers.AddQueryString(connector.Provider.AuthorizationEndpoint!, parameters);
    }

    /// <summary>RFC 6749 §4.1.2.1.</summary>
    private static Problem Refused(string error, string connector, string again) => error switch
    {
        "access_denied" => new(StatusCodes.Status403Forbidden, "access_denied") { Connector = connector, AuthorizeUrl = again },
        "server_error" or "temporarily_unavailable" => new(StatusCodes.Status503ServiceUnavailable, "provider_unavailable")
        {
            Connector = connector,
            AuthorizeUrl = again,
            RetryAfter = Problem.SoonAgain,
        },
        _ => TokenProblem.Of(new TokenFailure(TokenFailureKind.CodeExchangeFailed, connector), again),
    };

    private static ProblemException Failed(TokenFailure failure, string again) =>
        new(TokenProblem.Of(failure, again) with { AuthorizeUrl = again });

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
