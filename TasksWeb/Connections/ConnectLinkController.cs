using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Broker;
using TasksWeb.Broker.Links;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>The page of a connect link. Opening it changes nothing: mail scanners and previews open links too.</summary>
[AllowAnonymous]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
[Route(ConnectLinksController.Page)]
public sealed class ConnectLinkController(
    ConnectLinks links, ConnectFlow flow, ConnectorCatalog connectors, ConnectorNames names) : Controller
{
    /// <summary>Links that are under way in a browser; one more ends the oldest.</summary>
    private const int MaxStarted = 10;

    private static readonly TimeSpan CookieLifetime = TimeSpan.FromMinutes(45);

    /// <summary>The link that was opened before a sign-in: its secret is in a cookie, and not in the sign-in's address.</summary>
    [HttpGet]
    public IActionResult Return()
    {
        var secret = Request.Cookies[OpenedCookie];
        Response.Cookies.Delete(OpenedCookie, SiteCookie.Options(Request, ConnectLinksController.Page));
        return secret is { Length: RandomSecret.Length }
            ? Redirect($"{ConnectLinksController.Page}/{Uri.EscapeDataString(secret)}")
            : Message("Ended", StatusCodes.Status404NotFound, open: null);
    }

    [HttpGet("{secret}")]
    public async Task<IActionResult> Show(string secret)
    {
        if (await links.FindAsync(secret, HttpContext.RequestAborted) is not { } open || !IsBoundHere(open.Link))
            return Message("Ended", StatusCodes.Status404NotFound, open: null);
        if (Refusal(open, secret) is { } refusal)
            return refusal;
        var link = open.Link;
        // Forms may lead to providers; a provider that asks nothing redirects on to the backend at once.
        Response.Headers.ContentSecurityPolicy = Response.Headers.ContentSecurityPolicy.ToString().Replace(
            "form-action 'self'", $"form-action 'self' {new Uri(link.ReturnUrl).GetLeftPart(UriPartial.Authority)}",
            StringComparison.Ordinal);
        return View("~/Views/Connections/ConnectLink.cshtml", new ConnectLinkPage(
            open.Key.Name, names.NameOf(link.Connector), link.Identifier, [.. link.Scopes.Select(names.ScopeNameOf)],
            Request.Path));
    }

    [HttpPost("{secret}")]
    public async Task<IActionResult> Start(string secret)
    {
        if (await links.FindAsync(secret, HttpContext.RequestAborted) is not { } open)
            return Message("Ended", StatusCodes.Status404NotFound, open: null);
        if (Refusal(open, secret) is { } refusal)
            return refusal;
        var connector = connectors.Usable(open.Link.Connector);
        var (name, known) = (CookieName(open.Link), Request.Cookies[CookieName(open.Link)]);
        var browser = known is { Length: RandomSecret.Length } ? known : RandomSecret.Create();
        if (!await links.BindAsync(open, browser))
            return Message("Ended", StatusCodes.Status404NotFound, open: null);
        SiteCookie.DeleteSurplus(HttpContext, CookiePrefix, MaxStarted);
        Response.Cookies.Append(name, browser, SiteCookie.Options(Request, "/", CookieLifetime));
        var session = open.Key.Identifiers == IdentifierSpace.Users ? User.SessionId() : "";
        return Redirect(await flow.StartAsync(HttpContext, connector, ConnectTarget.Of(open.Link, session)));
    }

    /// <summary>A link for somebody who signs in here needs that person's session.</summary>
    private ViewResult? Refusal(OpenLink open, string secret)
    {
        if (open.Key.Identifiers != IdentifierSpace.Users)
            return null;
        if (!User.Identity!.IsAuthenticated)
        {
            Response.Cookies.Append(
                OpenedCookie, secret, SiteCookie.Options(Request, ConnectLinksController.Page, CookieLifetime));
            return Message("SignIn", StatusCodes.Status401Unauthorized, open);
        }
        return User.Id() == open.Link.User ? null : Message("Other", StatusCodes.Status403Forbidden, open);
    }

    private bool IsBoundHere(ConnectLink link) => link.Browser is not { } bound
        || (Request.Cookies[CookieName(link)] is { Length: RandomSecret.Length } browser
            && RandomSecret.Equal(RandomSecret.Digest(browser), bound));

    private ViewResult Message(string what, int status, OpenLink? open)
    {
        var view = View(
            "~/Views/Connections/ConnectLinkMessage.cshtml", new ConnectLinkMessage(what, open?.Key.Name ?? ""));
        view.StatusCode = status;
        return view;
    }

    private string CookiePrefix => SiteCookie.HostName("tasksweb-link.", Request.IsHttps);

    private string CookieName(ConnectLink link) => CookiePrefix + link.Id[..16];

    private string OpenedCookie => (Request.IsHttps ? "__Secure-" : "") + "tasksweb-opened-link";
}

/// <summary>Asks a person whether to connect a service for a backend.</summary>
/// <param name="Backend">The name of its key.</param>
/// <param name="Name">The connector's, in the reader's language.</param>
/// <param name="Identifier">The backend's name for the person.</param>
/// <param name="Scopes">What is asked, in words.</param>
/// <param name="Path">Where the button leads: this page.</param>
public sealed record ConnectLinkPage(string Backend, string Name, string Identifier, IReadOnlyList<string> Scopes, string Path);

/// <summary>Why a link does not work.</summary>
/// <param name="What"><c>Ended</c>, <c>Other</c> or <c>SignIn</c>: part of the texts' names.</param>
public sealed record ConnectLinkMessage(string What, string Backend);
