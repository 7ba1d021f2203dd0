using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>The landing page, sign-in and sign-out.</summary>
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class AuthController(
    SignInFlow flow, TokenVault vault, UserRepository users, Sessions sessions, IUserCache cache, SecurityLog security)
    : Controller
{
    [HttpGet("/")]
    [HttpHead("/")]
    [AllowAnonymous]
    public IActionResult Index(string? returnUrl) =>
        User.Identity!.IsAuthenticated
            ? Redirect(ReturnUrl.Default)
            : View("~/Views/Home/Index.cshtml", ReturnUrl.Local(returnUrl));

    /// <summary>
    /// Starts a sign-in; consent is asked when the grant of a signed-in person has ended or lacks a scope. Whom another site has
    /// sent here is asked first: the provider may sign them in without a question.
    /// </summary>
    [HttpGet("/auth/login")]
    [AllowAnonymous]
    public async Task<IActionResult> Login(string? returnUrl)
    {
        var target = ReturnUrl.Local(returnUrl);
        if (flow.Connector.Provider.AwaitsMetadata)
            throw new ProblemException(AuthorizationResponse.Unavailable);
        if (!User.Identity!.IsAuthenticated)
        {
            return Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
                ? View("~/Views/Home/Index.cshtml", target)
                : Challenge(flow.Start(target), flow.Scheme);
        }

        var grant = await vault.FindAsync(User.GrantFor(flow.Connector.Name), HttpContext.RequestAborted);
        var user = await users.FindAsync(User.Id(), HttpContext.RequestAborted);
        var askConsent = grant?.IsRenewable() != true || flow.Connector.MissingFrom(grant.Scopes).Length > 0;
        return Challenge(flow.Start(target, askConsent, user?.Value.Subject), flow.Scheme);
    }

    /// <summary>Where the provider sends people back to; the handler of the scheme responds.</summary>
    [HttpGet("/auth/{provider}/callback")]
    [AllowAnonymous]
    public async Task<IActionResult> Callback([FromServices] IAuthenticationHandlerProvider handlers)
    {
        if (flow.Connector.Provider.AwaitsMetadata)
            throw new ProblemException(AuthorizationResponse.Unavailable);
        var handler = await handlers.GetHandlerAsync(HttpContext, flow.Scheme) as IAuthenticationRequestHandler;
        return await handler!.HandleRequestAsync() ? new EmptyResult() : NotFound();
    }

    [HttpPost("/auth/logout")]
    [AllowAnonymous]
    public async Task<IActionResult> Logout()
    {
        if (User.Identity!.IsAuthenticated)
            security.Write(HttpContext, "sign_out", User.Id(), "done");
        await HttpContext.SignOutAsync(Sessions.Scheme);
        return Redirect("/");
    }

    /// <summary>Ends one session, for example on a device that is lost.</summary>
    /// <param name="id">Of the session (<see cref="Ticket.Id"/>).</param>
    /// <param name="user">Whose it is, where an administrator ends it; left out: of the signed-in person.</param>
    /// <param name="returnUrl">Left out: the account page.</param>
    [HttpPost("/sessions/{id}/end")]
    [Authorize]
    public async Task<IActionResult> EndSession(
        string id, [FromForm] string? user, [FromForm] string? returnUrl, [FromServices] Administrators administrators)
    {
        if (id == User.SessionId())
            return await Logout();
        var isOwn = string.IsNullOrEmpty(user) || user == User.Id();
        if (!isOwn)
            await administrators.RequireAsync(HttpContext);
        if (!await sessions.EndOfAsync(isOwn ? User.Id() : user!, id, HttpContext.RequestAborted))
            throw new ProblemException(Errors.Problem.NotFound);
        security.Write(
            HttpContext, isOwn ? "session_ended" : "session_ended_by_administrator", User.Id(),
            isOwn ? "done" : $"session {id}", isOwn ? null : user);
        return Redirect(string.IsNullOrEmpty(returnUrl) ? AuthorizeUrls.Profile : ReturnUrl.Local(returnUrl));
    }

    [HttpPost("/auth/logout-everywhere")]
    [Authorize]
    public async Task<IActionResult> LogoutEverywhere()
    {
        security.Write(HttpContext, "sign_out_everywhere", User.Id(), "done");
        await sessions.EndAllAsync(User.Id(), HttpContext.RequestAborted);
        cache.Forget(User.Id());
        return await Logout();
    }
}
