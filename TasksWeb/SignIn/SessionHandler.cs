using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;

namespace TasksWeb.SignIn;

/// <summary>
/// The cookie session. Everything but a random secret is in the store, so that ending a session ends it for every copy of the
/// cookie (ASVS 7.4.1). Every sign-in gets a new one.
/// </summary>
public sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory loggers, UrlEncoder encoder, SessionReader reader,
    Sessions sessions, IOptions<SignInOptions> options, ProblemWriter problems)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, loggers, encoder)
{
    private string CookieName => SessionReader.CookieName(Request);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        await reader.ReadAsync(Context) ?? AuthenticateResult.NoResult();

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        await EndCurrentAsync();
        var secret = await sessions.StartAsync(user, Context.RequestAborted);
        Response.Cookies.Append(CookieName, secret, SiteCookie.Options(Request, "/", options.Value.AbsoluteTimeout));
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndCurrentAsync();
        Response.Cookies.Delete(CookieName, SiteCookie.Options(Request, "/"));
        // Not "cookies", which clears those of sibling domains too (https://www.w3.org/TR/clear-site-data/#header).
        Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        problems.WriteAsync(Context, Problem.SignedOut with { AuthorizeUrl = ProblemWriter.LoginPath(Request) });

    private Task EndCurrentAsync() => Request.Cookies.TryGetValue(CookieName, out var secret)
        ? sessions.EndAsync(secret, Context.RequestAborted)
        : Task.CompletedTask;
}
