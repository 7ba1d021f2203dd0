using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker;

/// <summary>Tokens for other backends: they send people to the provider themselves, and leave the rest of a token's life to the vault.</summary>
[ApiController]
[Authorize]
[Route(Root + "/{connector}/{identifier}")]
public sealed class BrokerController(ExternalAuth external, ConnectorCatalog connectors, ApiKeys keys, AuditLog audit, UserRepository users)
    : ControllerBase
{
    public const string Root = "/external-auth";

    private const int MaxLength = 4096;
    private const int MaxIdentifierLength = 256;

    /// <summary>Trades an authorization code, and keeps the tokens for this identifier.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose tokens they are, in the backend's own words; percent-encoded.</param>
    [HttpPost("code")]
    public async Task<ReleasedToken> SaveCode(string connector, string identifier, AuthorizationCode body)
    {
        var code = Checked(body.Code, "code");
        var redirectUri = Checked(body.RedirectUri, "redirectUri");
        var verifier = body.CodeVerifier is null ? null : Checked(body.CodeVerifier, "codeVerifier");
        return await ReleaseAsync(connector, user => external.SaveAuthCodeAsync(connector, user, code, redirectUri, verifier));
    }

    /// <summary>An access token that lives longer than the buffer and than <paramref name="minimumLifetime"/> seconds.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose token it is; percent-encoded.</param>
    /// <param name="minimumLifetime">How long it must still live, in seconds.</param>
    [HttpGet("token")]
    public async Task<ReleasedToken> GetToken(string connector, string identifier, int minimumLifetime = 0)
    {
        if (minimumLifetime < 0)
            throw new ProblemException(Errors.Problem.Invalid("minimumLifetime: seconds, not negative."));
        return await ReleaseAsync(connector, user => external.GetAccessTokenAsync(
            connector, user, TimeSpan.FromSeconds(minimumLifetime), cancellationToken: HttpContext.RequestAborted));
    }

    /// <summary>Ends the grant: its tokens are deleted here at once, and the provider is told as soon as it listens.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose grant it is; percent-encoded.</param>
    [HttpDelete]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Revoke(string connector, string identifier)
    {
        var user = await UserOfAsync(connector, IdentifierFromEnd(0));
        try
        {
            await external.RevokeAsync(connector, user);
            return NoContent();
        }
        catch (TokenFailureException e)
        {
            throw ProblemOf(e.Failure);
        }
    }

    private async Task<ReleasedToken> ReleaseAsync(string connector, Func<string, Task<AccessToken>> ask)
    {
        Response.Headers.CacheControl = "no-store";
        var identifier = IdentifierFromEnd(1);
        var user = await UserOfAsync(connector, identifier);
        try
        {
            var token = await ask(user);
            await audit.WriteAsync(keys.Of(User).Name, identifier, new GrantKey(connector, user), token);
            return new ReleasedToken(token.Value, token.ExpirationTime.ToUniversalTime(), token.Scopes);
        }
        catch (TokenFailureException e)
        {
            throw ProblemOf(e.Failure);
        }
    }

    /// <summary>The vault's user behind an identifier of this key.</summary>
    /// <exception cref="ProblemException">The key may not use the connector, or there is no such person.</exception>
    private async Task<string> UserOfAsync(string connector, string identifier)
    {
        if (connectors.Find(connector) is null)
            throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "connector_not_found"));
        var key = keys.Of(User);
        if (!key.Connectors.Contains(connector))
            throw new ProblemException(new Problem(StatusCodes.Status403Forbidden, "connector_forbidden"));
        if (identifier.Length is 0 or > MaxIdentifierLength || identifier.Any(char.IsControl))
            throw new ProblemException(Errors.Problem.Invalid($"identifier: 1 to {MaxIdentifierLength} characters, none of them a control character."));
        // A person's id has no ':' before its '@': no identifier of a key can look like one.
        if (key.Identifiers == IdentifierSpace.Own)
            return $"broker:{key.Name}/{identifier}";
        return await users.FindAsync(identifier, HttpContext.RequestAborted) is not null
            ? identifier
            : throw new ProblemException(Errors.Problem.NotFound with { Detail = "identifier: nobody with this id signs in here." });
    }

    /// <summary>
    /// The part of the path, from its end, that is the identifier. Routing leaves <c>%2F</c> as it is, so that it could not be told from itself;
    /// and it has resolved dots (RFC 3986 §5.2.4), after which it may have another part in mind.
    /// </summary>
    private string IdentifierFromEnd(int place)
    {
        var target = HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target[..(target.IndexOf('?', StringComparison.Ordinal) is var end and >= 0 ? end : target.Length)];
        var parts = Array.ConvertAll(path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
        return parts.Any(part => part is "." or "..")
            ? throw new ProblemException(Errors.Problem.Invalid("identifier: '.' and '..' mean something else in an address."))
            : parts[^(place + 1)];
    }

    /// <summary>
    /// People of the backend's own are sent by it: the address at the provider still wants its <c>redirect_uri</c>, <c>state</c> and
    /// <c>code_challenge</c>. People who sign in here are sent to this site.
    /// </summary>
    private ProblemException ProblemOf(TokenFailure failure)
    {
        var connector = connectors[failure.Connector];
        var authorizeUrl = keys.Of(User).Identifiers == IdentifierSpace.Users || !connector.IsOAuth2
            ? Request.Origin() + AuthorizeUrls.UrlFor(connector.Name, AuthorizeUrls.Profile)
            : QueryHelpers.AddQueryString(connector.Provider.AuthorizationEndpoint!, AuthorizationRequest.For(connector, askConsent: true));
        var problem = TokenProblem.Of(failure, authorizeUrl, dead: StatusCodes.Status409Conflict);
        return new ProblemException(problem.Code == "provider_gone" ? problem with { Successor = connector.Successor } : problem);
    }

    private static string Checked(string? value, string name) => value is { Length: > 0 and <= MaxLength } && !value.Any(char.IsControl)
        ? value
        : throw new ProblemException(Errors.Problem.Invalid($"{name}: 1 to {MaxLength} characters are needed."));
}

/// <summary>What a person's consent led to.</summary>
/// <param name="Code">The <c>code</c> that came back with the browser; used once.</param>
/// <param name="RedirectUri">The <c>redirect_uri</c> of the authorization request, character by character.</param>
/// <param name="CodeVerifier">Of PKCE (RFC 7636); left out if the request had no challenge.</param>
public sealed record AuthorizationCode(string? Code, string? RedirectUri, string? CodeVerifier = null);

/// <summary>A token as it leaves.</summary>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>.</param>
/// <param name="ExpirationTime">When it ends, in UTC.</param>
/// <param name="Scopes">What it is good for.</param>
public sealed record ReleasedToken(string AccessToken, DateTimeOffset ExpirationTime, IReadOnlyList<string> Scopes);
