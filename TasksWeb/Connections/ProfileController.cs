using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>What is kept about a person: connections, sessions, and the way to have all of it deleted.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ProfileController(ConnectionList connections, Sessions sessions, AccountDeletion deletion, ConnectorNames names)
    : Controller
{
    private string UserId => User.FindFirstValue(Person.Id)!;

    [HttpGet(AuthorizeUrls.Profile)]
    public async Task<IActionResult> Profile() => View("~/Views/Connections/Profile.cshtml", new ProfilePage(
        await connections.OfAsync(UserId, HttpContext.RequestAborted),
        await sessions.ListAsync(UserId, HttpContext.RequestAborted)));

    /// <summary>Asks whether it is meant.</summary>
    [HttpGet("/profile/delete")]
    public IActionResult Ask() => View("~/Views/Connections/Delete.cshtml");

    [HttpPost("/profile/delete")]
    public async Task<IActionResult> Delete()
    {
        var untold = await deletion.DeleteAsync(UserId);
        await HttpContext.SignOutAsync(Sessions.Scheme);
        return Redirect("/profile/deleted" + QueryString.Create(untold.Select(connector => KeyValuePair.Create("untold", (string?)connector))));
    }

    /// <param name="untold">The connectors whose providers could not be told.</param>
    [AllowAnonymous]
    [HttpGet("/profile/deleted")]
    public IActionResult Deleted(string?[] untold) =>
        View("~/Views/Connections/Deleted.cshtml", untold.Select(connector => names.ManualRevocationNotice(connector ?? "")).Distinct().ToList());
}

/// <param name="Sessions">The one that was used last first.</param>
public sealed record ProfilePage(IReadOnlyList<Connection> Connections, IReadOnlyList<Ticket> Sessions);
