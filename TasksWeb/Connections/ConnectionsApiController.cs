using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>What the signed-in person has connected.</summary>
[ApiController]
[Authorize]
public sealed class ConnectionsApiController(ConnectionList connections) : ControllerBase
{
    /// <summary>Every connector with its status, scopes, expiry, and if it has died the reason.</summary>
    [HttpGet("/api/connections")]
    public Task<IReadOnlyList<Connection>> List()
    {
        Response.Headers.CacheControl = "no-store";
        return connections.ListAsync(User.Id(), HttpContext.RequestAborted);
    }
}
