using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Pages;

namespace TasksWeb.Sandbox.Authorization;

internal static class AuthorizePages
{
    /// <summary>The query that continues a request with this person.</summary>
    public static string Choose(AuthorizationRequest request, Account account) =>
        $"{request.Query}&{AuthorizeEndpoints.ChosenAccount}={account.Subject}";

    public static Task ChooseAccountAsync(
        HttpContext context, AuthorizationRequest request, IReadOnlyList<Account> accounts, string? problem = null) =>
        Page.WriteAsync(context, StatusCodes.Status200OK, "Choose an account", Html.Of($"""
            <p>to continue to <strong>{request.Client.Name}</strong></p>
            <ul class="people">
            {Html.Each(accounts.Take(50), account => Html.Of($"""
                <li><a href="{request.Authority.Paths.Consent}{Choose(request, account)}">
                <img src="{account.PicturePath}" alt=""><span><strong>{account.Name}</strong><span class="quiet">{account.Email}</span></span></a></li>
                """))}
            </ul>
            <form method="post" action="{request.Authority.Paths.People}">
            <h2>Another person</h2>
            {Problem(problem)}
            <input type="hidden" name="request" value="{request.Query}">
            <label class="field" for="name">Name</label>
            <input type="text" id="name" name="name" required maxlength="80" autocomplete="off"{ProblemReference(problem)}>
            <div class="buttons end"><button>Make an account</button></div>
            </form>
            """), standsFor: request.Authority.Name);

    public static Task AskConsentAsync(
        HttpContext context, AuthorizationRequest request, Account account, ConsentOffer offer, bool ticked) =>
        Page.WriteAsync(context, StatusCodes.Status200OK, TitleFor(request, offer), Html.Of($"""
            <div class="who"><img src="{account.PicturePath}" alt=""><p><strong>{account.Name}</strong><span class="quiet">{account.Email}</span></p></div>
            <form method="post" action="{request.Authority.Paths.Consent}">
            <input type="hidden" name="request" value="{request.Query}">
            <input type="hidden" name="account" value="{account.Subject}">
            {Asked(request, offer, ticked)}
            {Already(request, offer)}
            {SignIn(request)}
            <div class="buttons">
            <button class="main" name="decision" value="allow">Allow</button>
            <button name="decision" value="deny">Deny</button>
            </div>
            </form>
            """), standsFor: request.Authority.Name);

    private static string TitleFor(AuthorizationRequest request, ConsentOffer offer) =>
        offer.Asked.Count == 0 ? $"Sign in to {request.Client.Name}" : $"{request.Client.Name} wants access to your account";

    private static Html Asked(AuthorizationRequest request, ConsentOffer offer, bool ticked)
    {
        if (offer.Asked.Count == 0)
        {
            return Html.None;
        }

        return offer.IsGranular
            ? Html.Of($"""
                <h2 id="asked">Select what {request.Client.Name} can access</h2>
                <ul class="scopes" aria-labelledby="asked">{Html.Each(offer.Asked, scope => Html.Of($"""
                    <li><label><input type="checkbox" name="scope" value="{scope}"{new Html(ticked ? " checked" : "")}>
                    <span>{request.Authority.Scopes.Describe(scope)}<small>{scope}</small></span></label></li>
                    """))}</ul>
                """)
            : Listed(request, $"{request.Client.Name} will be able to", offer.Asked);
    }

    private static Html Already(AuthorizationRequest request, ConsentOffer offer) =>
        offer.Already.Count == 0 ? Html.None : Listed(request, $"{request.Client.Name} already has some access", offer.Already);

    private static Html Listed(AuthorizationRequest request, string heading, IReadOnlyList<string> scopes) => Html.Of($"""
        <h2>{heading}</h2>
        <ul class="scopes">{Html.Each(scopes, scope => Html.Of($"<li><p><span>{request.Authority.Scopes.Describe(scope)}<small>{scope}</small></span></p></li>"))}</ul>
        """);

    private static Html SignIn(AuthorizationRequest request)
    {
        string[] given =
        [
            .. PersonClaims.ShowProfile(request.Scopes) ? ["name", "picture"] : Array.Empty<string>(),
            .. PersonClaims.ShowEmail(request.Scopes) ? ["email address"] : Array.Empty<string>(),
        ];
        return given.Length == 0
            ? Html.None
            : Html.Of($"""<p class="quiet">{request.Client.Name} will receive your {string.Join(", ", given)}.</p>""");
    }

    private static Html Problem(string? problem) =>
        problem is null ? Html.None : Html.Of($"""<p class="warn" id="problem" role="alert">{problem}</p>""");

    private static Html ProblemReference(string? problem) =>
        new(problem is null ? "" : " aria-invalid=\"true\" aria-describedby=\"problem\" autofocus");
}
