using Microsoft.AspNetCore.Authentication;
using TasksWeb.Errors;
using TasksWeb.Foundation;

namespace TasksWeb.SignIn;

/// <summary>Finds the session of a request: by the cookie, or by an ID token issued in it.</summary>
public sealed class SessionReader(Sessions sessions, IdTokens idTokens, IEnumerable<ISessionLookupLimit> limits)
{
    private const string BearerPrefix = "Bearer ";

    private readonly ISessionLookupLimit[] _limits = [.. limits];

    /// <summary>
    /// The name over https carries the prefix that browsers tie to this host, path and scheme (RFC 6265bis §4.1.3.2).
    /// </summary>
    public static string CookieName(HttpRequest request) => request.IsHttps ? "__Host-tasksweb" : "tasksweb";

    /// <summary>The session; null when there is none.</summary>
    /// <exception cref="ProblemException"><c>rate_limited</c>: this address has asked for too many unknown ones.</exception>
    public ValueTask<AuthenticateResult?> ReadAsync(HttpContext context)
    {
        // Style sheets, scripts and health checks work while the store is unavailable.
        if (context.Request.Path.StartsWithSegments("/healthz")
            || Assets.IsAsset(context.GetEndpoint()))
            return default;
        var id = Sessions.IdOf(FindCookie(context.Request));
        var cookie = id is null ? default : FindAsync(context, id);
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? ReadAsync(context, cookie, authorization[BearerPrefix.Length..].Trim())
            : cookie;
    }

    private ValueTask<AuthenticateResult?> FindAsync(HttpContext context, string id)
    {
        var known = sessions.Find(id);
        if (known.IsCurrent)
            return ValueTask.FromResult(known.Result);
        if (!known.IsKnown)
            CheckLimits(context);
        return new ValueTask<AuthenticateResult?>(sessions.ReadAsync(id, context.RequestAborted));
    }

    private void CheckLimits(HttpContext context)
    {
        foreach (var limit in _limits)
        {
            if (limit.BeforeLookup(context) is { } wait)
                throw new ProblemException(Problem.RateLimited(wait));
        }
    }

    private async ValueTask<AuthenticateResult?> ReadAsync(
        HttpContext context, ValueTask<AuthenticateResult?> cookieSession, string idToken)
    {
        var cookie = await cookieSession;
        var session = await idTokens.FindSessionAsync(idToken, context.Request.Origin(), context.RequestAborted) is { } id
            ? await sessions.FindByIdAsync(id, context.RequestAborted)
            : null;
        if (session is null)
            return AuthenticateResult.Fail("The ID token is not valid, or its session has ended.");
        return cookie is null || cookie.Principal!.Id() == session.Principal!.Id()
            ? session
            : AuthenticateResult.Fail("Cookie and ID token name different people.");
    }

    /// <summary>The secret in the cookie, or nothing. <c>Request.Cookies</c> would copy every cookie.</summary>
    private static ReadOnlySpan<char> FindCookie(HttpRequest request)
    {
        var name = CookieName(request);
        ReadOnlySpan<char> found = default;
        foreach (var header in request.Headers.Cookie)
        {
            foreach (var range in header.AsSpan().Split(';'))
            {
                var cookie = header.AsSpan(range).Trim();
                if (cookie.Length > name.Length && cookie[name.Length] == '=' && cookie.StartsWith(name))
                    found = cookie[(name.Length + 1)..];
            }
        }
        return found;
    }
}
