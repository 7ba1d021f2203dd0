using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using TasksWeb.Foundation;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>A flow that was started in this browser and waits for the provider's response.</summary>
/// <param name="State">What the response must repeat (RFC 6749 §10.12).</param>
/// <param name="CodeVerifier">Of PKCE (RFC 7636 §4.1); null where the provider does without.</param>
/// <param name="Session">The session it was started in: no other can finish it. Empty: in none, for a backend's own
/// person.</param>
/// <param name="Link">The id of the connect link it was started from; null: from a page of the session.</param>
/// <param name="AskedConsent">Consent was forced; it is not forced twice.</param>
/// <param name="Account">Which account is to be renewed; null: the first.</param>
/// <param name="IsFurther">Another account than those that are connected is to be.</param>
internal sealed record PendingConnection(
    string State, string? CodeVerifier, string Connector, string Session, string RedirectUri, string ReturnUrl, bool AskedConsent,
    DateTimeOffset StartedAt, string? Link = null, string? Account = null, bool IsFurther = false);

/// <summary>
/// Keeps pending flows in encrypted cookies, one for each state, so that several tabs can connect at once; of a connector the
/// newest <see cref="Capacity"/>.
/// </summary>
public sealed class PendingConnections(IDataProtectionProvider protection, TimeProvider clock)
{
    internal const int Capacity = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly IDataProtector _protector = protection.CreateProtector("TasksWeb.Connections");

    internal void Add(HttpContext context, PendingConnection pending)
    {
        var prefix = Prefix(context.Request);
        var surplus = context.Request.Cookies.Where(cookie => cookie.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderByDescending(cookie => Read(cookie.Value)?.StartedAt).Skip(Capacity - 1);
        foreach (var (name, _) in surplus)
            context.Response.Cookies.Delete(name, Options(context.Request, pending.Connector));
        context.Response.Cookies.Append(
            NameOf(context.Request, pending.State), _protector.Protect(JsonSerializer.Serialize(pending)),
            Options(context.Request, pending.Connector, Lifetime));
    }

    /// <summary>The flow that this response belongs to, once; null when none was started in this session.</summary>
    internal PendingConnection? Take(HttpContext context, string connector)
    {
        var name = NameOf(context.Request, context.Request.Query["state"].ToString());
        if (Read(context.Request.Cookies[name]) is not { } pending
            || context.Request.Query["state"] is not [var state] || !RandomSecret.Equal(state, pending.State)
            || pending.Connector != connector
            || (pending is not { Link: not null, Session: "" } && pending.Session != context.User.SessionId())
            || clock.GetUtcNow() - pending.StartedAt is var age && (age < TimeSpan.Zero || age >= Lifetime))
            return null;
        context.Response.Cookies.Delete(name, Options(context.Request, connector));
        return pending;
    }

    private PendingConnection? Read(string? cookie)
    {
        try
        {
            return cookie is null ? null : JsonSerializer.Deserialize<PendingConnection>(_protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string Prefix(HttpRequest request) => request.IsHttps ? "__Secure-tasksweb-connect." : "tasksweb-connect.";

    private static string NameOf(HttpRequest request, string state) => Prefix(request) + RandomSecret.Digest(state)[..16];

    private static CookieOptions Options(HttpRequest request, string connector, TimeSpan? maxAge = null) =>
        SiteCookie.Options(request, $"/connections/{connector}", maxAge);
}
