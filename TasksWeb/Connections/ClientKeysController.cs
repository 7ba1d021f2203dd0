using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Storage.Keys;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Connections;

/// <summary>How providers verify that a request comes from this client.</summary>
[ApiController]
[AllowAnonymous]
public sealed class ClientKeysController(ClientKeys keys) : ControllerBase
{
    /// <summary>
    /// The keys of the client authentication <c>private_key_jwt</c> (RFC 7517): the JWKS address to register with a provider.
    /// </summary>
    [HttpGet("/.well-known/client-jwks.json")]
    public Task<PublicKeySet> Get() => keys.PublishAsync(HttpContext.RequestAborted);
}
