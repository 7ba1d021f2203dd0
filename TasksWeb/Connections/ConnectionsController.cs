using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>Connects and disconnects a service.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ConnectionsController(
    ConnectFlow flow, TokenVault vault, GrantAccounts accounts, ConnectorCatalog connectors, ConnectorNames names,
    IUserCache cache, SecurityLog security)
    : Controller
{
    /// <summary>Where the <c>authorizeUrl</c> of problems leads. Visitors from other sites confirm first.</summary>
    [HttpGet("/connections/{connector}")]
    public async Task<IActionResult> Confirm(string connector, ConnectChoice choice)
    {
        var usable = connectors.Usable(connector);
        return Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? View("~/Views/Connections/Connect.cshtml", new ConnectPage(
                connector, names.NameOf(connector), [.. usable.ApiScopes.Select(names.ScopeNameOf)],
                choice with { ReturnUrl = LocalUrl(choice.ReturnUrl) }))
            : await Connect(connector, choice);
    }

    [HttpPost("/connections/{connector}")]
    public async Task<IActionResult> Connect(string connector, ConnectChoice choice)
    {
        var usable = connectors.Usable(connector);
        var grant = await GrantAsync(connector, choice.Account);
        return Redirect(await flow.StartAsync(HttpContext, usable, new ConnectTarget(
            grant, User.SessionId(), LocalUrl(choice.ReturnUrl),
            IsFurther: choice.Another && usable.Provider.NamesAccounts)));
    }

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
    public async Task<IActionResult> Disconnect(string connector, ConnectChoice choice)
    {
        var grant = await GrantAsync(connector, choice.Account);
        if (await vault.RevokeAsync(grant, CancellationToken.None))
            security.Write(HttpContext, "disconnect", User.Id(), $"done for {connector}");
        else if (connectors.Find(connector) is null)
            throw new TokenFailureException(new TokenFailure(TokenFailureKind.ConnectorNotFound, connector));
        cache.Forget(User.Id());
        return Redirect(LocalUrl(choice.ReturnUrl));
    }

    private ValueTask<GrantKey> GrantAsync(string connector, string? account) =>
        account is null || ProviderAccount.IsId(account)
            ? accounts.FindAsync(User.GrantFor(connector), account, HttpContext.RequestAborted)
            : throw new ProblemException(Errors.Problem.Invalid("account: one account, by the id it is listed with."));

    private static string LocalUrl(string? returnUrl) => ReturnUrl.Local(returnUrl, AuthorizeUrls.Profile);
}

/// <summary>Asks whether to go to the provider.</summary>
/// <param name="Scopes">What is asked there, in words.</param>
public sealed record ConnectPage(string Connector, string Name, IReadOnlyList<string> Scopes, ConnectChoice Choice);

/// <summary>What a person wants to connect or disconnect.</summary>
/// <param name="ReturnUrl">The page to show at the end.</param>
/// <param name="Account">The account to renew or to end; null: the first.</param>
/// <param name="Another">Another account than those that are connected.</param>
public sealed record ConnectChoice(string? ReturnUrl = null, string? Account = null, bool Another = false);
