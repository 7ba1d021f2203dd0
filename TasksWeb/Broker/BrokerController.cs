using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker;

/// <summary>Tokens for other backends, which send people to the provider themselves.</summary>
[ApiController]
[Authorize]
[Route(Root + "/{connector}/{identifier}")]
public sealed class BrokerController(
    ExternalAuth external, ConnectorCatalog connectors, ApiKeys keys, TokenAuditLog audit, UserRepository users,
    AllowList allowList, SecurityLog security) : ControllerBase
{
    public const string Root = "/external-auth";

    private const int MaxLength = 4096;
    private const int MaxIdentifierLength = 256;

    /// <summary>Exchanges an authorization code, and keeps the tokens for this identifier.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">The backend's own name for the person whose tokens they are; percent-encoded.</param>
    [HttpPost("code")]
    public async Task<AccessTokenResponse> SaveCode(string connector, string identifier, AuthorizationCode body)
    {
        var code = Checked(body.Code, "code");
        var redirectUri = Checked(body.RedirectUri, "redirectUri");
        var verifier = body.CodeVerifier is null ? null : Checked(body.CodeVerifier, "codeVerifier");
        return await RespondAsync(connector, user => external.SaveAuthCodeAsync(
            connector, user, code, redirectUri, verifier, keys.Get(User).Name));
    }

    /// <summary>An access token that lives longer than the buffer and than <paramref name="minimumLifetime"/> seconds.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose token it is; percent-encoded.</param>
    /// <param name="minimumLifetime">How long it must still live, in seconds.</param>
    [HttpGet("token")]
    public async Task<AccessTokenResponse> GetToken(string connector, string identifier, int minimumLifetime = 0)
    {
        if (minimumLifetime < 0)
            throw Invalid("minimumLifetime: seconds, not negative.");
        return await RespondAsync(connector, user => external.GetAccessTokenAsync(
            connector, user, TimeSpan.FromSeconds(minimumLifetime), cancellationToken: HttpContext.RequestAborted));
    }

    /// <summary>Ends the grant: its tokens are deleted here at once, and revoked at the provider as soon as it answers.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose grant it is; percent-encoded.</param>
    [HttpDelete]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Revoke(string connector, string identifier)
    {
        var user = await FindUserAsync(connector, ReadIdentifier(segmentsAfter: 0));
        try
        {
            await external.RevokeAsync(connector, user);
            security.Write(HttpContext, "grant_deleted", $"key {keys.Get(User).Name}", $"done for {user} at {connector}");
            return NoContent();
        }
        catch (TokenFailureException e)
        {
            throw ToProblem(e.Failure);
        }
    }

    private async Task<AccessTokenResponse> RespondAsync(string connector, Func<string, Task<AccessToken>> getToken)
    {
        Response.Headers.CacheControl = "no-store";
        var identifier = ReadIdentifier(segmentsAfter: 1);
        var user = await FindUserAsync(connector, identifier);
        try
        {
            var token = await getToken(user);
            await audit.WriteAsync(keys.Get(User).Name, identifier, new GrantKey(connector, user), token);
            return new AccessTokenResponse(token.Value, token.ExpirationTime?.ToUniversalTime(), token.Scopes);
        }
        catch (TokenFailureException e)
        {
            throw ToProblem(e.Failure);
        }
    }

    /// <summary>The vault's user behind an identifier of this key.</summary>
    /// <exception cref="ProblemException">The key may not use the connector, or there is no such person.</exception>
    private async Task<string> FindUserAsync(string connector, string identifier)
    {
        if (connectors.Find(connector) is null)
            throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "connector_not_found"));
        var key = keys.Get(User);
        if (!key.Connectors.Contains(connector))
        {
            security.Write(HttpContext, "broker", $"key {key.Name}", "connector_forbidden");
            throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "connector_forbidden"));
        }
        if (identifier.Length is 0 or > MaxIdentifierLength || identifier.Any(char.IsControl))
            throw Invalid($"identifier: 1 to {MaxIdentifierLength} characters, none of them a control character.");
        // A person's id has no ':' before its '@': no identifier of a key can look like one.
        if (key.Identifiers == IdentifierSpace.Own)
            return $"broker:{key.Name}/{identifier}";
        var person = await users.FindAsync(identifier, HttpContext.RequestAborted)
            ?? throw new ProblemException(Errors.Problem.NotFound with
            {
                Detail = "identifier: nobody with this id signs in here.",
            });
        return allowList.Allows(person.Value)
            ? identifier
            : throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "sign_in_not_allowed"));
    }

    /// <summary>
    /// The identifier, read from the path as it was sent: routing leaves <c>%2F</c> encoded and resolves dot segments (RFC 3986
    /// §5.2.4).
    /// </summary>
    private string ReadIdentifier(int segmentsAfter)
    {
        var path = HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var segments = Array.ConvertAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
        return segments.Any(segment => segment is "." or "..")
            ? throw Invalid("identifier: '.' and '..' mean something else in an address.")
            : segments[^(segmentsAfter + 1)];
    }

    /// <summary>People who sign in here are sent to this site, a backend's own people to the provider.</summary>
    private ProblemException ToProblem(TokenFailure failure)
    {
        var connector = connectors[failure.Connector];
        var authorizeUrl = keys.Get(User).Identifiers == IdentifierSpace.Users || !connector.IsOAuth2
            ? Request.Origin() + AuthorizeUrls.UrlFor(connector.Name, AuthorizeUrls.Profile)
            : AuthorizationRequest.UrlFor(connector, askConsent: true);
        var problem = TokenProblem.Of(failure, authorizeUrl, dead: StatusCodes.Status409Conflict);
        return new ProblemException(problem.Code == "provider_gone" ? problem with { Successor = connector.Successor } : problem);
    }

    private static string Checked(string? value, string name) =>
        value is { Length: > 0 and <= MaxLength } && !value.Any(char.IsControl)
            ? value
            : throw Invalid($"{name}: 1 to {MaxLength} characters are needed.");

    private static ProblemException Invalid(string detail) => new(Errors.Problem.Invalid(detail));
}

/// <summary>What a person's consent led to.</summary>
/// <param name="Code">The <c>code</c> that came back with the browser; it can be used once.</param>
/// <param name="RedirectUri">The <c>redirect_uri</c> of the authorization request, character by character.</param>
/// <param name="CodeVerifier">Of PKCE (RFC 7636); left out if the request had no challenge.</param>
public sealed record AuthorizationCode(string? Code, string? RedirectUri, string? CodeVerifier = null);

/// <summary>An access token.</summary>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="ExpirationTime">When it ends, in UTC; null: the provider did not say, so it is used until it is refused.</param>
/// <param name="Scopes">What was granted.</param>
public sealed record AccessTokenResponse(string AccessToken, DateTimeOffset? ExpirationTime, IReadOnlyList<string> Scopes);
