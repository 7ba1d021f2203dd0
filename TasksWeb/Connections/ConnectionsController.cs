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
    /// <summary>Where the <c>authorizeUrl</c> of problems leads. Visitors from other sites confirm first.</summary>
    [HttpGet("/connections/{connector}")]
    public async Task<IActionResult> Confirm(string connector, string? returnUrl)
    {
        var usable = connectors.Usable(connector);
        return Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? View("~/Views/Connections/Connect.cshtml", new ConnectPage(
                connector, names.NameOf(connector), [.. usable.ApiScopes.Select(names.ScopeNameOf)], LocalUrl(returnUrl)))
            : await Connect(connector, returnUrl);
    }

    [HttpPost("/connections/{connector}")]
    public async Task<IActionResult> Connect(string connector, string? returnUrl) =>
        Redirect(await flow.StartAsync(HttpContext, connectors.Usable(connector), LocalUrl(returnUrl)));

    /// <summary>Where the provider sends people back to. A sign-in first would lead back here with a used-up state.</summary>
    [AllowAnonymous]
    [HttpGet("/connections/{connector}/callback")]
    public async Task<IActionResult> Callback(string connector)
    {
        var usable = connectors.Usable(connector);
        // The new tokens may belong to another account: nothing that was read with the old ones is shown again.
        if (User.Identity!.IsAuthenticated)
            cache.Forget(User.Id());
        return Redirect(await flow.CompleteAsync(HttpContext, usable));
    }

    [HttpPost("/connections/{connector}/disconnect")]
    public async Task<IActionResult> Disconnect(string connector, string? returnUrl)
    {
        if (!await vault.RevokeAsync(User.GrantFor(connector), CancellationToken.None) && connectors.Find(connector) is null)
            throw new TokenFailureException(new TokenFailure(TokenFailureKind.ConnectorNotFound, connector));
        cache.Forget(User.Id());
        return Redirect(LocalUrl(returnUrl));
    }

    private static string LocalUrl(string? returnUrl) => ReturnUrl.Local(returnUrl, AuthorizeUrls.Profile);
}

/// <summary>Asks whether to go to the provider.</summary>
/// <param name="Scopes">What is asked there, in words.</param>
/// <param name="ReturnUrl">The page to show at the end.</param>
public sealed record ConnectPage(string Connector, string Name, IReadOnlyList<string> Scopes, string ReturnUrl);
