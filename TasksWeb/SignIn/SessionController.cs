using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage.Keys;

namespace TasksWeb.SignIn;

/// <summary>Who am I, and the short-lived ID token of this session.</summary>
[ApiController]
[Authorize]
public sealed class SessionController(IdTokens idTokens, IdTokenKeys keys) : ControllerBase
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

    /// <summary>An ID token for the session of the cookie. One token does not make the next: that takes the cookie.</summary>
    [HttpPost("/api/session/id-token")]
    public async Task<IssuedIdToken> IssueIdToken()
    {
        if (Request.Headers.Authorization.Count > 0)
            throw new ProblemException(
                Errors.Problem.Invalid("Authorization: ask for an ID token with the session cookie alone."));
        Response.Headers.CacheControl = "no-store";
        return await idTokens.IssueAsync(User, Request.Origin(), HttpContext.RequestAborted);
    }

    /// <summary>The keys that ID tokens are checked with (RFC 7517).</summary>
    [AllowAnonymous]
    [HttpGet("/.well-known/jwks.json")]
    public Task<PublicKeySet> Keys() => keys.PublishAsync(HttpContext.RequestAborted);
}

/// <summary>The person of a session.</summary>
/// <param name="Id">Stable: issuer and subject in one.</param>
public sealed record SignedInPerson(string Id, string Name, string? Email, string? Picture);
