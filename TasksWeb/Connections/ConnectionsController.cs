using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>Connects and disconnects a service.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ConnectionsController(
    ConnectFlow flow, TokenVault vault, ConnectorCatalog connectors, ConnectorNames names, IUserCache cache)
    : Controller
{
    /// <summary>
    /// Where the <c>authorizeUrl</c> of problems leads. A link on a page of this site goes straight on to the provider; whoever
    /// comes from another site is asked first, so that no other site can begin it.
    /// </summary>
    [HttpGet("/connections/{connector}")]
    public async Task<IActionResult> Ask(string connector, string? returnUrl)
    {
        var known = connectors.Usable(connector);
        var target = ReturnUrl.Local(returnUrl, AuthorizeUrls.Profile);
        return Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? View("~/Views/Connections/Connect.cshtml", new ConnectPage(
                connector, names.NameOf(connector), [.. known.ApiScopes.Select(names.ScopeNameOf)], target))
            : Redirect(await flow.StartAsync(HttpContext, known, target));
    }

    [HttpPost("/connections/{connector}")]
    public async Task<IActionResult> Connect(string connector, string? returnUrl) => Redirect(
        await flow.StartAsync(HttpContext, connectors.Usable(connector), ReturnUrl.Local(returnUrl, AuthorizeUrls.Profile)));

    /// <summary>
    /// Where the provider sends people back to. Its address holds a code: whoever is signed out meanwhile is not led back to it.
    /// </summary>
    [AllowAnonymous]
    [HttpGet("/connections/{connector}/callback")]
    public async Task<IActionResult> Callback(string connector)
    {
        var known = connectors.Usable(connector);
        if (!User.Identity!.IsAuthenticated)
            throw ConnectFlow.StateLost(connector);
        // The tokens may belong to another account from now on: nothing that was read with the old ones is shown again.
        cache.Forget(User.FindFirst(Person.Id)!.Value);
        return Redirect(await flow.CompleteAsync(HttpContext, known));
    }

    [HttpPost("/connections/{connector}/disconnect")]
    public async Task<IActionResult> Disconnect(string connector, string? returnUrl)
    {
        if (!await vault.RevokeAsync(User.GrantFor(connector), CancellationToken.None) && connectors.Find(connector) is null)
            throw new TokenFailureException(new TokenFailure(TokenFailureKind.ConnectorNotFound, connector));
        cache.Forget(User.FindFirst(Person.Id)!.Value);
        return Redirect(ReturnUrl.Local(returnUrl, AuthorizeUrls.Profile));
    }
}

/// <summary>Asks whether to go to the provider.</summary>
/// <param name="Scopes">What is asked there, in words.</param>
/// <param name="ReturnUrl">Where it leads in the end.</param>
public sealed record ConnectPage(string Connector, string Name, IReadOnlyList<string> Scopes, string ReturnUrl);
