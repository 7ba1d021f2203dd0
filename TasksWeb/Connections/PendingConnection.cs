using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>A connection that was begun in this browser and waits for the provider's answer.</summary>
/// <param name="State">What the answer must repeat (RFC 6749 §10.12).</param>
/// <param name="Verifier">Of PKCE (RFC 7636 §4.1); null where the provider does without.</param>
/// <param name="Session">The session it was begun in: nobody else can finish it.</param>
/// <param name="AskedConsent">Consent was asked anew; once is enough.</param>
internal sealed record PendingConnection(
    string State, string? Verifier, string Connector, string Session, string RedirectUri, string ReturnUrl, bool AskedConsent,
    DateTimeOffset StartedAt);

/// <summary>
/// Keeps what is pending in a cookie that only the callback of its connector gets to see: one a connector, so that abandoned ones
/// do not pile up. It is sealed, so that the verifier travels in no address and nothing in it can be changed.
/// </summary>
public sealed class PendingConnections(IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _protector = protection.CreateProtector("TasksWeb.Connections");

    internal void Keep(HttpContext context, PendingConnection pending) => context.Response.Cookies.Append(
        NameFor(context.Request), _protector.Protect(JsonSerializer.Serialize(pending)),
        Cookie(context.Request, pending.Connector, Lifetime));

    /// <summary>What this answer belongs to, once; null when it belongs to nothing that was begun in this session.</summary>
    internal PendingConnection? Take(HttpContext context, string connector)
    {
        if (context.Request.Cookies[NameFor(context.Request)] is not { } text || Read(text) is not { } pending)
            return null;
        var belongs = pending.Connector == connector
            && pending.Session == context.User.FindFirstValue(Person.Session)
            && clock.GetUtcNow() - pending.StartedAt is var age && age >= TimeSpan.Zero && age < Lifetime
            && context.Request.Query["state"] is [{ Length: > 0 } state]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(pending.State));
        if (!belongs)
            return null;
        context.Response.Cookies.Delete(NameFor(context.Request), Cookie(context.Request, connector, maxAge: null));
        return pending;
    }

    private PendingConnection? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PendingConnection>(_protector.Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Secure-tasksweb-connect" : "tasksweb-connect";

    private static CookieOptions Cookie(HttpRequest request, string connector, TimeSpan? maxAge) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        // The provider comes back with a plain navigation: Lax cookies travel with it.
        SameSite = SameSiteMode.Lax,
        Path = ConnectFlow.CallbackPath(connector),
        MaxAge = maxAge,
        IsEssential = true,
    };
}
