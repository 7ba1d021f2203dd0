using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage.Keys;

namespace TasksWeb.SignIn;

/// <summary>The signed-in person, and the short-lived ID token of this session.</summary>
[ApiController]
[Authorize]
public sealed class SessionController(IdTokens idTokens, IdTokenKeys keys, Sessions sessions) : ControllerBase
{
    /// <summary>The signed-in person.</summary>
    [HttpGet("/api/session")]
    public SignedInPerson Get()
    {
        Response.Headers.CacheControl = "no-store";
        return new(
            User.Id(), User.FindFirstValue(ClaimNames.Name) ?? "", User.FindFirstValue(ClaimNames.Email),
            User.FindFirstValue(ClaimNames.Picture));
    }

    /// <summary>An ID token for the session of the cookie; an ID token alone does not get the next one.</summary>
    [HttpPost("/api/session/id-token")]
    public async Task<IssuedIdToken> IssueIdToken()
    {
        if (Request.Headers.Authorization.Count > 0)
            throw new ProblemException(
                Errors.Problem.Invalid("Authorization: ask for an ID token with the session cookie alone."));
        Response.Headers.CacheControl = "no-store";
        return await idTokens.IssueAsync(User, Request.Origin(), HttpContext.RequestAborted);
    }

    /// <summary>
    /// The key that encrypts what the browser keeps for offline use: 32 random bytes in base64url, the same as long as the
    /// session lasts. The browser is to import it as non-extractable and to delete it when the session ends.
    /// </summary>
    [HttpPost("/api/session/offline-key")]
    public async Task<OfflineKey> GetOfflineKey()
    {
        Response.Headers.CacheControl = "no-store";
        return await sessions.GetOfflineKeyAsync(User.SessionId(), HttpContext.RequestAborted) is var (key, end)
            ? new OfflineKey(User.Id(), key, end)
            : throw new ProblemException(Errors.Problem.SignedOut);
    }

    /// <summary>Ends the session, for a browser that was offline when the person signed out.</summary>
    [HttpPost("/api/session/end")]
    public async Task<IActionResult> End([FromServices] SecurityLog security)
    {
        var (user, session) = (User.Id(), User.SessionId());
        await sessions.EndOfAsync(user, session, HttpContext.RequestAborted);
        await HttpContext.SignOutAsync(Sessions.Scheme);
        security.Write(HttpContext, "sign_out", user, "done");
        return NoContent();
    }

    /// <summary>The token that a form of this session carries, for changes that outlive their page.</summary>
    [HttpGet("/api/session/form-token")]
    public FormToken GetFormToken([FromServices] IAntiforgery antiforgery)
    {
        var token = antiforgery.GetAndStoreTokens(HttpContext).RequestToken!;
        Response.Headers.CacheControl = "no-store";
        return new FormToken(token);
    }

    /// <summary>The keys that ID tokens are checked with (RFC 7517).</summary>
    [AllowAnonymous]
    [HttpGet("/.well-known/jwks.json")]
    public Task<PublicKeySet> Keys() => keys.PublishAsync(HttpContext.RequestAborted);
}

/// <summary>The person of a session.</summary>
/// <param name="Id">Stable: issuer and subject in one.</param>
public sealed record SignedInPerson(string Id, string Name, string? Email, string? Picture);

/// <summary>The key of what a browser keeps.</summary>
/// <param name="Person">Whose it is (<see cref="SignedInPerson.Id"/>).</param>
/// <param name="Key">32 bytes in base64url.</param>
/// <param name="ExpirationTime">The end of the session, which moves while the session is used.</param>
public sealed record OfflineKey(string Person, string Key, DateTimeOffset ExpirationTime);

/// <param name="Token">For the field <c>__RequestVerificationToken</c>; it needs the cookie that comes with it.</param>
public sealed record FormToken(string Token);
