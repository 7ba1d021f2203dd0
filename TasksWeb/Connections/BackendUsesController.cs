using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Broker;
using TasksWeb.Broker.Events;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Connections;

/// <summary>A person stops a backend that uses one of their connections, or allows it again.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class BackendUsesController(BackendUses uses, EventDelivery events, SecurityLog security) : Controller
{
    [HttpPost("/profile/backends/{connector}/{key}/stop")]
    public Task<IActionResult> Stop(string connector, string key) => SetAsync(connector, key, isStopped: true);

    [HttpPost("/profile/backends/{connector}/{key}/allow")]
    public Task<IActionResult> Allow(string connector, string key) => SetAsync(connector, key, isStopped: false);

    private async Task<IActionResult> SetAsync(string connector, string key, bool isStopped)
    {
        if (!await uses.SetStoppedAsync(User.Id(), key, connector, isStopped))
            throw new ProblemException(Errors.Problem.NotFound);
        security.Write(HttpContext, isStopped ? "backend_stopped" : "backend_allowed", User.Id(), $"done for key {key}");
        if (!isStopped)
            await events.ResumeAsync(User.Id(), key);
        return Redirect($"{AuthorizeUrls.Profile}#backends");
    }
}

/// <summary>The part of the account page that names them; empty where there are none.</summary>
public sealed class BackendUsesViewComponent(BackendUses uses) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync() => View(
        "~/Views/Connections/_BackendUses.cshtml", await uses.ListAsync(HttpContext.User.Id(), HttpContext.RequestAborted));
}
