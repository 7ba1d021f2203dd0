using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;
using TasksWeb.Operations;

namespace TasksWeb.SignIn;

/// <summary>
/// The session, by its cookie or by an ID token made in it. The cookie is a random secret and nothing else; who it belongs to is in the
/// store, so that ending a session ends it, whoever has kept a copy of the cookie (ASVS 7.4.1). Every sign-in gets a new one.
/// </summary>
public sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions,
    IdTokens idTokens, IOptions<SignInOptions> options, ProblemWriter problems)
    : SignInAuthenticationHandler<AuthenticationSchemeOptions>(schemeOptions, loggers, encoder)
{
    private const string BearerPrefix = "Bearer ";
    private const string PlainName = "tasksweb";
    private const string HostName = "__Host-tasksweb";

    /// <summary>The name over https carries the prefix that browsers tie to this host, path and scheme (RFC 6265bis §4.1.3.2).</summary>
    private string CookieName => Request.IsHttps ? HostName : PlainName;

    /// <summary>Style sheets, scripts and health are everybody's: they are there when the store is away.</summary>
    private bool IsForEverybody =>
        Request.Path.StartsWithSegments("/healthz") || Context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (IsForEverybody)
            return AuthenticateResult.NoResult();
        var session = Request.Cookies.TryGetValue(CookieName, out var secret)
            ? await sessions.FindAsync(secret, Context.RequestAborted)
            : null;
        var authorization = Request.Headers.Authorization.ToString();
        return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? await AuthenticateAsync(authorization[BearerPrefix.Length..].Trim(), session)
            : session ?? AuthenticateResult.NoResult();
    }

    /// <summary>An ID token stands for the session it was made in. A cookie beside it must name the same person.</summary>
    private async Task<AuthenticateResult> AuthenticateAsync(string idToken, AuthenticateResult? cookie)
    {
        var session = await idTokens.SessionOfAsync(idToken, Request.Origin(), Context.RequestAborted) is { } id
            ? await sessions.FindByIdAsync(id, Context.RequestAborted)
            : null;
        if (session is null)
            return AuthenticateResult.Fail("The ID token is not valid, or its session has ended.");
        return cookie is null || cookie.Principal!.FindFirstValue(Person.Id) == session.Principal!.FindFirstValue(Person.Id)
            ? session
            : AuthenticateResult.Fail("Cookie and ID token name different people.");
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        await EndCurrentAsync();
        var secret = await sessions.StartAsync(user, Context.RequestAborted);
        Response.Cookies.Append(CookieName, secret, Cookie(options.Value.AbsoluteTimeout));
    }

    protected override async Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        await EndCurrentAsync();
        Response.Cookies.Delete(CookieName, Cookie(maxAge: null));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        problems.WriteAsync(Context, Problem.SignedOut with { AuthorizeUrl = ProblemWriter.LoginPath(Request) });

    private Task EndCurrentAsync() => Request.Cookies.TryGetValue(CookieName, out var secret)
        ? sessions.EndAsync(secret, Context.RequestAborted)
        : Task.CompletedTask;

    private CookieOptions Cookie(TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = maxAge,
        IsEssential = true,
    };
}
