using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;

namespace TasksWeb.Broker;

/// <summary>
/// Another backend, by its <c>X-Api-Key</c>. Under <c>/external-auth</c> nothing else counts, and elsewhere it counts for
/// nothing.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys,
    ProblemWriter problems)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, loggers, encoder)
{
    private const int MaxLength = 1024;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[ApiKeys.Header] switch
        {
            [] => AuthenticateResult.NoResult(),
            [{ Length: > 0 and <= MaxLength } presented] when keys.Find(presented) is { } key =>
                AuthenticateResult.Success(new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ApiKeys.NameClaim, key.Name)], ApiKeys.Scheme)),
                ApiKeys.Scheme)),
            _ => AuthenticateResult.Fail("No such key."),
        });

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = ApiKeys.Scheme;
        return problems.WriteAsync(Context, new Problem(StatusCodes.Status401Unauthorized, "invalid_api_key"));
    }
}
