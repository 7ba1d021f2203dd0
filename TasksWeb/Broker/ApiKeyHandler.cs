using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Broker;

/// <summary>Authenticates another backend by its <c>X-Api-Key</c>, under <c>/external-auth</c> and nowhere else.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys,
    ProblemWriter problems, SecurityLog security)
    : AuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, loggers, encoder)
{
    private const int MaxLength = 1024;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[ApiKeys.Header] switch
        {
            [] => AuthenticateResult.NoResult(),
            [{ Length: > 0 and <= MaxLength } presented] when keys.Find(presented) is { } key => Success(key.Name),
            _ => AuthenticateResult.Fail("No such key."),
        });

    private static AuthenticateResult Success(string name) => AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(ApiKeys.NameClaim, name)], ApiKeys.Scheme)), ApiKeys.Scheme));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Whoever has a key that has ended is its backend, or has found it: the operator learns which.
        var ended = Request.Headers[ApiKeys.Header] is [{ Length: > 0 and <= MaxLength } presented]
            ? keys.FindEnded(presented)
            : null;
        security.Write(Context, "broker", ended is null ? null : $"key {ended}", "invalid_api_key");
        Response.Headers.WWWAuthenticate = ApiKeys.Scheme;
        return problems.WriteAsync(Context, new Problem(StatusCodes.Status401Unauthorized, "invalid_api_key"));
    }
}
