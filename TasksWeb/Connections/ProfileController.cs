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
    ConnectionList connections, Sessions sessions, AccountDeletion deletion, ConnectorNames names, SignInFlow signIn,
    UserRepository users, SecurityLog security, TimeProvider clock) : Controller
{
    private const string DeletePath = "/profile/delete";

    /// <summary>How long a sign-in counts as fresh.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    [HttpGet(AuthorizeUrls.Profile)]
    public async Task<IActionResult> Profile() => View("~/Views/Connections/Profile.cshtml", new ProfilePage(
        await connections.ListAsync(User.Id(), HttpContext.RequestAborted),
        await sessions.ListAsync(User.Id(), HttpContext.RequestAborted)));

    [HttpGet(DeletePath)]
    public async Task<IActionResult> ConfirmDelete() =>
        View("~/Views/Connections/Delete.cshtml", new DeletePage(await IsFreshAsync()));

    /// <summary>Signs the same person in again. This is not a password check: a provider may not ask for one.</summary>
    [HttpPost("/profile/delete/confirm")]
    public async Task<IActionResult> ConfirmIdentity() =>
        await users.FindAsync(User.Id(), HttpContext.RequestAborted) is { } person
            ? Challenge(signIn.Confirm(DeletePath, person.Value), signIn.Scheme)
            : Redirect(DeletePath);

    [HttpPost(DeletePath)]
    public async Task<IActionResult> Delete()
    {
        if (!await IsFreshAsync())
            return Redirect(DeletePath);
        var manual = await deletion.DeleteAsync(User.Id());
        security.WriteDeleted(HttpContext, User.Id());
        await HttpContext.SignOutAsync(Sessions.Scheme);
        var query = QueryString.Create(manual.Select(connector => KeyValuePair.Create("manual", (string?)connector)));
        return Redirect("/profile/deleted" + query);
    }

    /// <summary>The session began less than ten minutes ago.</summary>
    private async Task<bool> IsFreshAsync() =>
        (await sessions.ListAsync(User.Id(), HttpContext.RequestAborted)).Any(
            session => session.Id == User.SessionId() && clock.GetUtcNow() - session.CreatedAt < Fresh);

    /// <param name="manual">The connectors whose permission the person has to end at the provider.</param>
    [AllowAnonymous]
    [HttpGet("/profile/deleted")]
    public IActionResult Deleted(string?[] manual) => View(
        "~/Views/Connections/Deleted.cshtml",
        manual.Select(connector => names.ManualRevocationNotice(connector ?? "")).Distinct().ToList());
}

/// <param name="Sessions">The one that was used last first.</param>
public sealed record ProfilePage(IReadOnlyList<Connection> Connections, IReadOnlyList<Ticket> Sessions);

/// <param name="IsConfirmed">The person has just signed in; else they do it now.</param>
public sealed record DeletePage(bool IsConfirmed);
