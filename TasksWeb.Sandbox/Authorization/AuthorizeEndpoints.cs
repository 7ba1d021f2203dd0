using System.Globalization;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Http;
using TasksWeb.Sandbox.Pages;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Account chooser, consent, and the authorization response.</summary>
internal sealed class AuthorizeEndpoints(
    Authority authority, AccountDirectory accounts, SandboxOptions options, SandboxAddress address)
{
    /// <summary>The pages' own parameter: who was chosen.</summary>
    public const string ChosenAccount = "sandbox_account";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(authority.Paths.Authorize, AuthorizeAsync);
        app.MapGet(authority.Paths.Consent, ChosenAsync);
        app.MapPost(authority.Paths.Consent, DecideAsync);
        app.MapPost(authority.Paths.People, AddPersonAsync);
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        if (await ReadAsync(context.Request.QueryString.Value ?? "", context) is not { } request)
        {
            return;
        }

        var hinted = accounts.Find(request.LoginHint);
        if (AnswerFlaws.Of(context).OAuthError is { } error)
        {
            SendBack(context, request, error);
        }
        else if (request.Asks("none"))
        {
            AnswerSilently(context, request, hinted);
        }
        else if (hinted is null || request.Asks("select_account") || request.Asks("login")
            || (request.AsksSignInTime && options.RememberedSignIn is null))
        {
            await AuthorizePages.ChooseAccountAsync(context, request, accounts.All);
        }
        else
        {
            await ContinueAsync(context, request, hinted);
        }
    }

    private async Task ChosenAsync(HttpContext context)
    {
        if (await ReadAsync(WithoutChoice(context.Request.QueryString.Value ?? ""), context) is not { } request)
        {
            return;
        }

        if (accounts.Find(FormReading.Single(context.Request.Query[ChosenAccount])) is { } chosen)
        {
            await ContinueAsync(context, request, chosen);
        }
        else
        {
            await AuthorizePages.ChooseAccountAsync(context, request, accounts.All);
        }
    }

    private async Task AddPersonAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form
            || await ReadAsync(form["request"].ToString(), context) is not { } request)
        {
            return;
        }

        try
        {
            var added = accounts.Add(form["name"].ToString());
            Redirect(context, authority.Paths.Consent + AuthorizePages.Choose(request, added));
        }
        catch (ArgumentException)
        {
            await AuthorizePages.ChooseAccountAsync(context, request, accounts.All, "Type a name of 1 to 80 letters.");
        }
    }

    private async Task DecideAsync(HttpContext context)
    {
        if (await ReadFormAsync(context) is not { } form
            || await ReadAsync(form["request"].ToString(), context) is not { } request)
        {
            return;
        }

        if (accounts.Find(FormReading.Single(form["account"])) is not { } account)
        {
            await AuthorizePages.ChooseAccountAsync(context, request, accounts.All);
        }
        else if (form["decision"] != "allow")
        {
            SendBack(context, request, "access_denied");
        }
        else
        {
            var grant = authority.Grants.For(account, request.Client);
            var ticked = form["scope"].OfType<string>().ToHashSet(StringComparer.Ordinal);
            var offered = ConsentOffer.Of(request, grant);
            string[] allowed = [.. request.Scopes.Where(scope => !offered.IsTickable(scope) || ticked.Contains(scope))];
            grant.Allow(allowed, request.Offline);
            SendCode(context, request, account, allowed, consented: true);
        }
    }

    private Task ContinueAsync(HttpContext context, AuthorizationRequest request, Account account)
    {
        var grant = authority.Grants.For(account, request.Client);
        if (NeedsConsent(request, grant))
        {
            return AuthorizePages.AskConsentAsync(
                context, request, account, ConsentOffer.Of(request, grant), options.ConsentBoxesTicked);
        }

        SendCode(context, request, account, request.Scopes, consented: false);
        return Task.CompletedTask;
    }

    /// <summary><c>prompt=none</c> (OpenID Connect Core §3.1.2.6).</summary>
    private void AnswerSilently(HttpContext context, AuthorizationRequest request, Account? hinted)
    {
        if (hinted is null)
        {
            SendBack(context, request, "login_required");
        }
        else if (NeedsConsent(request, authority.Grants.For(hinted, request.Client)))
        {
            SendBack(context, request, "consent_required");
        }
        else
        {
            SendCode(context, request, hinted, request.Scopes, consented: false);
        }
    }

    private static bool NeedsConsent(AuthorizationRequest request, Grant grant) =>
        request.Asks("consent") || !grant.Covers(request.Scopes) || (request.Offline && !grant.AllowsOffline);

    private void SendCode(
        HttpContext context, AuthorizationRequest request, Account account, IReadOnlyList<string> allowed, bool consented)
    {
        var grant = authority.Grants.For(account, request.Client);
        IReadOnlyList<string> scopes = request.IncludeGrantedScopes
            ? [.. allowed.Union(grant.Scopes, StringComparer.Ordinal)]
            : allowed;
        var code = authority.Codes.Issue(
            request, grant, scopes, withRefreshToken: request.Offline && (consented || !authority.RefreshTokenNeedsConsent),
            request.AsksSignInTime ? options.TimeProvider.GetUtcNow() - (options.RememberedSignIn ?? TimeSpan.Zero) : null);
        Redirect(context, request.AnswerUri(
            new("iss", options.IssuerInCallback ? authority.IssuerAt(address.Origin) : null),
            new("code", code),
            new("scope", string.Join(' ', scopes)),
            new("authuser", AccountDirectory.IndexOf(account).ToString(CultureInfo.InvariantCulture)),
            new("prompt", consented ? "consent" : "none")));
    }

    private static void SendBack(HttpContext context, AuthorizationRequest request, string error) =>
        Redirect(context, request.AnswerUri(new KeyValuePair<string, string?>("error", error)));

    /// <summary>Null when the request was invalid; the response is then written.</summary>
    private async Task<AuthorizationRequest?> ReadAsync(string query, HttpContext context)
    {
        var reading = AuthorizationRequest.Read(query, authority);
        if (reading.RedirectTo is { } to)
        {
            Redirect(context, to);
        }
        else if (reading.Request is null)
        {
            await Page.ErrorAsync(context, reading.ErrorCode!, reading.Explanation!);
        }

        return reading.Request;
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpContext context)
    {
        if (!SameSite.AllowsPost(context.Request))
        {
            await Page.ErrorAsync(context, "invalid_request", "This form was sent from another site.");
            return null;
        }

        var form = await context.Request.ReadFormOrNullAsync();
        if (form is null)
        {
            await Page.ErrorAsync(context, "invalid_request", "This is not a form.");
        }

        return form;
    }

    private static string WithoutChoice(string query)
    {
        var at = query.LastIndexOf("&" + ChosenAccount + "=", StringComparison.Ordinal);
        return at < 0 ? query : query[..at];
    }

    /// <summary>303, so that a posted form is not posted on (RFC 9700 §4.12).</summary>
    private static void Redirect(HttpContext context, string to)
    {
        Answer.NoStore(context);
        context.Response.Headers.Location = to;
        context.Response.StatusCode =
            HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status303SeeOther : StatusCodes.Status302Found;
    }
}
