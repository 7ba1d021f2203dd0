using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.StaticAssets;

namespace TasksWeb.SignIn;

/// <summary>Whose request it is: by the cookie of a session, or by an ID token made in it.</summary>
public sealed class SessionReader(Sessions sessions, IdTokens idTokens)
{
    private const string BearerPrefix = "Bearer ";
    private const string PlainName = "tasksweb";
    private const string HostName = "__Host-tasksweb";

    /// <summary>The name over https carries the prefix that browsers tie to this host, path and scheme (RFC 6265bis §4.1.3.2).</summary>
    public static string CookieName(HttpRequest request) => request.IsHttps ? HostName : PlainName;

    public async Task<AuthenticateResult> ReadAsync(HttpContext context)
    {
        if (IsAnonymousAsset(context))
            return AuthenticateResult.NoResult();
        var session = context.Request.Cookies.TryGetValue(CookieName(context.Request), out var secret)
            ? await sessions.FindAsync(secret, context.RequestAborted)
            : null;
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? await ReadAsync(context, authorization[BearerPrefix.Length..].Trim(), session)
            : session ?? AuthenticateResult.NoResult();
    }

    /// <summary>Style sheets, scripts and health are everybody's: they are there when the store is away.</summary>
    private static bool IsAnonymousAsset(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/healthz") || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    /// <summary>An ID token stands for the session it was made in. A cookie beside it must name the same person.</summary>
    private async Task<AuthenticateResult> ReadAsync(HttpContext context, string idToken, AuthenticateResult? cookie)
    {
        var session = await idTokens.SessionOfAsync(idToken, context.Request.Origin(), context.RequestAborted) is { } id
            ? await sessions.FindByIdAsync(id, context.RequestAborted)
            : null;
        if (session is null)
            return AuthenticateResult.Fail("The ID token is not valid, or its session has ended.");
        return cookie is null || cookie.Principal!.FindFirstValue(Person.Id) == session.Principal!.FindFirstValue(Person.Id)
            ? session
            : AuthenticateResult.Fail("Cookie and ID token name different people.");
    }
}
