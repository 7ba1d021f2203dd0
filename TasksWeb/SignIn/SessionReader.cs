using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.StaticAssets;
using TasksWeb.Foundation;

namespace TasksWeb.SignIn;

/// <summary>Finds the session of a request: by the cookie, or by an ID token issued in it.</summary>
public sealed class SessionReader(Sessions sessions, IdTokens idTokens)
{
    private const string BearerPrefix = "Bearer ";

    /// <summary>
    /// The name over https carries the prefix that browsers tie to this host, path and scheme (RFC 6265bis §4.1.3.2).
    /// </summary>
    public static string CookieName(HttpRequest request) => request.IsHttps ? "__Host-tasksweb" : "tasksweb";

    public async Task<AuthenticateResult> ReadAsync(HttpContext context)
    {
        // Style sheets, scripts and health checks work while the store is unavailable.
        if (context.Request.Path.StartsWithSegments("/healthz")
            || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            return AuthenticateResult.NoResult();
        var cookie = context.Request.Cookies.TryGetValue(CookieName(context.Request), out var secret)
            ? await sessions.FindAsync(secret, context.RequestAborted)
            : null;
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return cookie ?? AuthenticateResult.NoResult();

        var idToken = authorization[BearerPrefix.Length..].Trim();
        var session = await idTokens.FindSessionAsync(idToken, context.Request.Origin(), context.RequestAborted) is { } id
            ? await sessions.FindByIdAsync(id, context.RequestAborted)
            : null;
        if (session is null)
            return AuthenticateResult.Fail("The ID token is not valid, or its session has ended.");
        return cookie is null || cookie.Principal!.Id() == session.Principal!.Id()
            ? session
            : AuthenticateResult.Fail("Cookie and ID token name different people.");
    }
}
