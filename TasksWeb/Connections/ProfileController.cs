using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>A person's connections and sessions, and the deletion of the account.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ProfileController(
    ConnectionList connections, Sessions sessions, AccountDeletion deletion, ConnectorNames names) : Controller
{
    [HttpGet(AuthorizeUrls.Profile)]
    public async Task<IActionResult> Profile() => View("~/Views/Connections/Profile.cshtml", new ProfilePage(
        await connections.ListAsync(User.Id(), HttpContext.RequestAborted),
        await sessions.ListAsync(User.Id(), HttpContext.RequestAborted)));

    [HttpGet("/profile/delete")]
    public IActionResult ConfirmDelete() => View("~/Views/Connections/Delete.cshtml");

    [HttpPost("/profile/delete")]
    public async Task<IActionResult> Delete()
    {
        var manual = await deletion.DeleteAsync(User.Id());
        await HttpContext.SignOutAsync(Sessions.Scheme);
        var query = QueryString.Create(manual.Select(connector => KeyValuePair.Create("manual", (string?)connector)));
        return Redirect("/profile/deleted" + query);
    }

    /// <param name="manual">The connectors whose permission the person has to end at the provider.</param>
    [AllowAnonymous]
    [HttpGet("/profile/deleted")]
    public IActionResult Deleted(string?[] manual) => View(
        "~/Views/Connections/Deleted.cshtml",
        manual.Select(connector => names.ManualRevocationNotice(connector ?? "")).Distinct().ToList());
}

/// <param name="Sessions">The one that was used last first.</param>
public sealed record ProfilePage(IReadOnlyList<Connection> Connections, IReadOnlyList<Ticket> Sessions);
