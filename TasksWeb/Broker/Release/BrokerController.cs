using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Broker.Audit;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Broker.Release;

/// <summary>Tokens for other backends, which send people to the provider themselves.</summary>
[ApiController]
[Authorize]
[Route(BrokerPath.Root + "/{connector}/{identifier}")]
public sealed class BrokerController(
    ExternalAuth external, BrokerAccess access, TokenAuditLog audit, SecurityLog security) : ControllerBase
{
    private const int MaxLength = 4096;

    /// <summary>
    /// Exchanges an authorization code, and keeps the tokens for this identifier. A key that only calls gets no token back.
    /// </summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">The backend's own name for the person whose tokens they are; percent-encoded.</param>
    /// <remarks>
    /// The parameter <c>account</c> names the account that the consent has to be of; without it a new one is kept beside the
    /// others.
    /// </remarks>
    [HttpPost("code")]
    public async Task<AccessTokenResponse> SaveCode(string connector, string identifier, AuthorizationCode body)
    {
        var code = Checked(body.Code, "code");
        var redirectUri = Checked(body.RedirectUri, "redirectUri");
        var verifier = body.CodeVerifier is null ? null : Checked(body.CodeVerifier, "codeVerifier");
        return await RespondAsync(await FindAsync(connector, segmentsAfter: 1), async subject =>
        {
            var token = await external.SaveAuthCodeAsync(
                connector, subject.Grant.User, code, redirectUri, verifier, subject.Key.Name, Account);
            security.Write(HttpContext, "grant_saved", $"key {subject.Key.Name}", $"done at {connector}", subject.Grant.User);
            return token;
        });
    }

    /// <summary>An access token that lives longer than the buffer and than <paramref name="minimumLifetime"/> seconds.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose token it is; percent-encoded.</param>
    /// <param name="minimumLifetime">How long it must still live, in seconds.</param>
    /// <remarks>The parameter <c>account</c> chooses one where several are connected.</remarks>
    [HttpGet("token")]
    public async Task<AccessTokenResponse> GetToken(string connector, string identifier, int minimumLifetime = 0)
    {
        if (minimumLifetime < 0)
            throw BrokerAccess.Invalid("minimumLifetime: seconds, not negative.");
        access.FindConnector(HttpContext, connector);
        if (!BrokerAccess.KeyOf(HttpContext).MayHaveTokens)
            throw access.Forbidden(HttpContext, "This key makes calls and gets no tokens: its Release is Call.");
        return await RespondAsync(await FindAsync(connector, segmentsAfter: 1), subject => external.GetAccessTokenAsync(
            connector, subject.Grant.User, TimeSpan.FromSeconds(minimumLifetime),
            cancellationToken: HttpContext.RequestAborted, account: Account));
    }

    /// <summary>Ends the grant: its tokens are deleted at once, and revoked at the provider as soon as it responds.</summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose grant it is; percent-encoded.</param>
    /// <remarks>The parameter <c>account</c> chooses one where several are connected.</remarks>
    [HttpDelete]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Revoke(string connector, string identifier)
    {
        var subject = await FindAsync(connector, segmentsAfter: 0);
        try
        {
            await access.UseAsync(HttpContext, subject);
            await external.RevokeAsync(connector, subject.Grant.User, account: Account);
            security.Write(
                HttpContext, "grant_deleted", $"key {subject.Key.Name}", $"done at {connector}", subject.Grant.User);
            return NoContent();
        }
        catch (TokenFailureException e)
        {
            throw access.ToProblem(HttpContext, e.Failure);
        }
    }

    private string? Account => SessionGrants.ReadAccount(Request);

    private ValueTask<BrokerSubject> FindAsync(string connector, int segmentsAfter) =>
        access.FindAsync(HttpContext, connector, BrokerPath.ReadIdentifier(HttpContext, segmentsAfter));

    private async Task<AccessTokenResponse> RespondAsync(BrokerSubject subject, Func<BrokerSubject, Task<AccessToken>> getToken)
    {
        Response.Headers.CacheControl = "no-store";
        try
        {
            var token = await getToken(subject);
            if (subject.Key.MayHaveTokens)
                await audit.WriteAsync(
                    subject.Key.Name, subject.Identifier, subject.Grant with { Account = token.Account }, token);
            // The exchange may have taken seconds.
            await access.UseAsync(HttpContext, subject);
            return new AccessTokenResponse(
                subject.Key.MayHaveTokens ? token.Value : null, token.ExpirationTime?.ToUniversalTime(), token.Scopes);
        }
        catch (TokenFailureException e)
        {
            throw access.ToProblem(HttpContext, e.Failure);
        }
    }

    private static string Checked(string? value, string name) =>
        value is { Length: > 0 and <= MaxLength } && !value.Any(char.IsControl)
            ? value
            : throw BrokerAccess.Invalid($"{name}: 1 to {MaxLength} characters are needed.");
}

/// <summary>What a person's consent led to.</summary>
/// <param name="Code">The <c>code</c> that came back with the browser; it can be used once.</param>
/// <param name="RedirectUri">The <c>redirect_uri</c> of the authorization request, character by character.</param>
/// <param name="CodeVerifier">Of PKCE (RFC 7636); left out if the request had no challenge.</param>
public sealed record AuthorizationCode(string? Code, string? RedirectUri, string? CodeVerifier = null);

/// <summary>An access token.</summary>
/// <param name="AccessToken">For <c>Authorization: Bearer</c>; left out for a key that only calls.</param>
/// <param name="ExpirationTime">When it ends, in UTC; null: the provider did not say, so it is used until it is refused.</param>
/// <param name="Scopes">What was granted.</param>
public sealed record AccessTokenResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AccessToken, DateTimeOffset? ExpirationTime,
    IReadOnlyList<string> Scopes);
