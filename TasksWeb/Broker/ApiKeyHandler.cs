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
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(keys.Read(Context) ?? AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Whoever has a key that has ended is its backend, or has found it: the operator learns which.
        var ended = keys.FindEnded(Request);
        security.Write(Context, "broker", ended is null ? null : $"key {ended}", "invalid_api_key");
        Response.Headers.WWWAuthenticate = ApiKeys.Scheme;
        return problems.WriteAsync(Context, new Problem(StatusCodes.Status401Unauthorized, "invalid_api_key"));
    }
}
