using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace TasksWeb.Admin;

/// <summary>The state of the installation: providers, connections, background work.</summary>
[Authorize]
[AdministratorsOnly]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class AdminController : Controller
{
    /// <summary>The path that all pages for administrators begin with.</summary>
    public const string Root = "/admin";

    [HttpGet(Root)]
    public async Task<IActionResult> Index([FromServices] AdminOverview overview) =>
        View("~/Views/Admin/Index.cshtml", await overview.ReadAsync(HttpContext.RequestAborted));

    /// <summary>Connections that end within 30 days if nothing is done.</summary>
    /// <param name="after">The <c>Next</c> of the page before.</param>
    [HttpGet($"{Root}/endings")]
    public async Task<IActionResult> Endings(string? after, [FromServices] EndingGrants endings) =>
        View("~/Views/Admin/Endings.cshtml", await endings.ListAsync(after, HttpContext.RequestAborted));
}
