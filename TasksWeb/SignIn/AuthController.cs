using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>The landing page, sign-in and sign-out.</summary>
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class AuthController(
    TokenVault vault, ConnectorCatalog connectors, UserRepository users, Sessions sessions, IUserCache cache,
    IOptions<SignInOptions> options) : Controller
{
    [HttpGet("/")]
    [HttpHead("/")]
    [AllowAnonymous]
    public IActionResult Index(string? returnUrl) =>
        User.Identity!.IsAuthenticated
            ? Redirect(ReturnUrl.Default)
            : View("~/Views/Home/Index.cshtml", ReturnUrl.Local(returnUrl));

    /// <summary>
    /// Starts a sign-in. A person whose grant has ended, or lacks a scope, is asked for consent at once: no refresh token is
    /// held, or one that would go on renewing too little.
    /// </summary>
    [HttpGet("/auth/login")]
    [AllowAnonymous]
    public async Task<IActionResult> Login(string? returnUrl)
    {
        var target = ReturnUrl.Local(returnUrl);
        if (!User.Identity!.IsAuthenticated)
            return Challenge(SignInHandler.Start(target), SignInHandler.SchemeName);

        var key = User.GrantFor(options.Value.Connector);
        var grant = await vault.FindAsync(key, HttpContext.RequestAborted);
        var user = await users.FindAsync(key.User, HttpContext.RequestAborted);
        var isWhole = grant?.RefreshToken is not null
            && !connectors[key.Connector].ApiScopes.Except(grant.Scopes, StringComparer.Ordinal).Any();
        return Challenge(
            SignInHandler.Start(target, askConsent: !isWhole, loginHint: user?.Value.Subject), SignInHandler.SchemeName);
    }

    /// <summary>Where the provider sends people back to; the sign-in's own handler answers.</summary>
    [HttpGet(SignInHandler.CallbackPath)]
    [AllowAnonymous]
    public async Task Callback([FromServices] IAuthenticationHandlerProvider handlers)
    {
        var handler = await handlers.GetHandlerAsync(HttpContext, SignInHandler.SchemeName);
        await ((IAuthenticationRequestHandler)handler!).HandleRequestAsync();
    }

    [HttpPost("/auth/logout")]
    [AllowAnonymous]
    public async Task<IActionResult> Logout()
    {
        await HttpContext.SignOutAsync(Sessions.Scheme);
        return Redirect("/");
    }

    [HttpPost("/auth/logout-everywhere")]
    [Authorize]
    public async Task<IActionResult> LogoutEverywhere()
    {
        await sessions.EndAllAsync(User.FindFirst(Person.Id)!.Value, HttpContext.RequestAborted);
        cache.Forget(User.FindFirst(Person.Id)!.Value);
        await HttpContext.SignOutAsync(Sessions.Scheme);
        return Redirect("/");
    }
}
