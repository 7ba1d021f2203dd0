using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>
/// What both sign-in handlers add to the framework's: a nonce and a checked ID token, the code exchange through the vault, and
/// consent asked again only when no refresh token is held. State, PKCE and the correlation cookie are the framework's: they tie a
/// response to a browser that has no session yet, while connecting a service ties it to the session.
/// </summary>
public sealed partial class SignInFlow(
    IOptions<SignInOptions> options, ConnectorCatalog connectors, TokenVault vault, PushedRequests pushed,
    IdTokenValidator idTokens, UserInformation information, UserRepository users, AllowList allowList, AccountDeletion deletion,
    ProblemWriter problems, SecurityLog security, IHostEnvironment environment, TimeProvider clock, ILogger<SignInFlow> logger)
{
    /// <summary>The authentication scheme of every provider that is not Google.</summary>
    public const string OpenIdScheme = "OpenId";

    /// <summary>Sign-ins that are under way in a browser; one more ends the oldest.</summary>
    private const int MaxStarted = 100;

    private const string NonceItem = "nonce";
    private const string ConsentItem = "consent";

    public Connector Connector => connectors[options.Value.Connector];

    public string Scheme => Connector.ProviderName == "google" ? GoogleDefaults.AuthenticationScheme : OpenIdScheme;

    public void Configure(OAuthOptions oauth)
    {
        var provider = Connector.Provider;
        oauth.ClientId = provider.ClientId!;
        // The vault exchanges the code; the framework only insists that there is a secret.
        oauth.ClientSecret = provider.ClientSecret ?? "none";
        oauth.AuthorizationEndpoint = provider.AuthorizationEndpoint!;
        oauth.TokenEndpoint = provider.TokenEndpoint!;
        oauth.UsePkce = provider.UsePkce;
        oauth.CallbackPath = $"/auth/{Connector.ProviderName}/callback";
        oauth.SignInScheme = Sessions.Scheme;
        oauth.Scope.Clear();
        foreach (var scope in Connector.Options.Scopes)
            oauth.Scope.Add(scope);
        // The provider comes back with a plain navigation: Lax cookies travel with it, also over http in Development.
        oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oauth.CorrelationCookie.SecurePolicy =
            environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        // With a path of its own, a sibling domain could plant one, and sign somebody in as somebody else.
        oauth.CorrelationCookie.Name = SiteCookie.HostName("tasksweb-sign-in.", !environment.IsDevelopment());
        oauth.CorrelationCookie.Path = "/";
        oauth.Events.OnRedirectToAuthorizationEndpoint = async context =>
        {
            SiteCookie.DeleteSurplus(context.HttpContext, oauth.CorrelationCookie.Name, MaxStarted);
            context.Response.Redirect(
                await pushed.PushAsync(provider, context.RedirectUri, context.HttpContext.RequestAborted));
        };
        // The framework would wrap it, and nothing would map it to a problem.
        oauth.Events.OnRemoteFailure = context =>
        {
            ExceptionDispatchInfo.Throw(context.Failure!);
            return Task.CompletedTask;
        };
    }

    /// <param name="returnUrl">The page to show at the end; a checked path on this site.</param>
    /// <param name="askConsent">Have the provider ask for consent again and issue a new refresh token.</param>
    /// <param name="loginHint">The provider's subject of the person, to skip the choice of an account.</param>
    public GoogleChallengeProperties Start(string returnUrl, bool askConsent = false, string? loginHint = null)
    {
        var parameters = AuthorizationRequest.ExtraParameters(Connector.Provider, askConsent, loginHint);
        parameters["nonce"] = RandomSecret.Create();
        // GoogleHandler takes access_type, prompt and login_hint from the parameters. The items come back with the state.
        var properties = new GoogleChallengeProperties(
            new Dictionary<string, string?>(StringComparer.Ordinal) { [NonceItem] = parameters["nonce"] },
            parameters.ToDictionary(parameter => parameter.Key, object? (parameter) => parameter.Value, StringComparer.Ordinal))
        {
            RedirectUri = returnUrl,
        };
        if (askConsent)
            properties.Items[ConsentItem] = "asked";
        return properties;
    }

    /// <inheritdoc cref="Confirmation"/>
    public GoogleChallengeProperties Confirm(string returnUrl, User person)
    {
        var properties = Start(returnUrl, loginHint: person.Subject);
        Confirmation.Ask(properties, Connector.Provider, person, clock.GetUtcNow());
        return properties;
    }

    /// <summary>The handler's authorization URL with the parameters that it does not know itself.</summary>
    public static string Complete(string url, AuthenticationProperties properties) => AuthorizationRequest.AddMissing(
        url, properties.Parameters.Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value as string)));

    /// <summary>Handles the provider's response; the framework would exchange the code without the vault.</summary>
    /// <param name="redirectUri">The one of the authorization request.</param>
    /// <param name="isCorrelated">Whether this browser started the sign-in.</param>
    public async Task<HandleRequestResult> CompleteAsync(
        HttpContext context, OAuthOptions oauth, string redirectUri, Func<AuthenticationProperties, bool> isCorrelated)
    {
        // Every outcome sets cookies.
        context.Response.Headers.CacheControl = "no-store";
        var query = context.Request.Query;
        var properties = query["state"] is [{ Length: > 0 } state] && oauth.StateDataFormat.Unprotect(state) is { } started
            && isCorrelated(started) ? started : null;
        try
        {
            if (properties is null || !AuthorizationResponse.IsFrom(Connector.Provider, query))
                throw new ProblemException(new Problem(StatusCodes.Status400BadRequest, "sign_in_state_lost"));
            if (!AuthorizationResponse.TryReadCode(query, out var code, out var problem))
                throw new ProblemException(problem);
            return await SignInAsync(context, await ExchangeAsync(code, redirectUri, properties), properties);
        }
        catch (ProblemException e)
        {
            security.Write(context, "sign_in", who: null, e.Problem.Code);
            if (e.Problem.Detail is { } reason)
                LogRefused(Connector.ProviderName, reason);
            // Written here and not by the exception handler, which would drop the cookies.
            var returnUrl = properties?.RedirectUri ?? ReturnUrl.Default;
            var retryUrl = $"/auth/login?returnUrl={Uri.EscapeDataString(returnUrl)}";
            await problems.WriteAsync(context, e.Problem with { AuthorizeUrl = retryUrl, Detail = null });
            return HandleRequestResult.Handle();
        }
    }

    private async Task<TokenResponse.Granted> ExchangeAsync(string code, string redirectUri, AuthenticationProperties properties)
    {
        // The code is used once: a browser that goes away now must not waste it.
        var response = await vault.ExchangeCodeAsync(
            Connector.Name, code, redirectUri, properties.GetString(OAuthConstants.CodeVerifierKey), CancellationToken.None);
        return response switch
        {
            TokenResponse.Granted granted => granted,
            TokenResponse.InvalidGrant => throw new ProblemException(AuthorizationResponse.ExchangeFailed),
            TokenResponse.Refused refused => throw new ProblemException(AuthorizationResponse.ExchangeFailed with
            {
                Detail = $"the code is refused with {refused.Error} (status {refused.Status}): compare the redirect address, "
                    + "the scopes and the grant type with what is registered at the provider.",
            }),
            TokenResponse.Misconfigured refused => throw new ProblemException(AuthorizationResponse.Unavailable with
            {
                Detail = $"the client is refused with {refused.Error}: check ClientId, ClientSecret and ClientAuthentication.",
            }),
            _ => throw new ProblemException(AuthorizationResponse.Unavailable with
            {
                Detail = $"the token endpoint fails ({(response as TokenResponse.Unavailable)?.Why ?? response.Outcome}).",
            }),
        };
    }

    private async Task<HandleRequestResult> SignInAsync(
        HttpContext context, TokenResponse.Granted granted, AuthenticationProperties properties)
    {
        var identity = await idTokens.ValidateAsync(
            Connector.Provider, granted.IdToken, properties.GetString(NonceItem) ?? "", granted.AccessToken);
        if (Confirmation.WhyMissing(properties, identity) is { } unconfirmed)
        {
            throw new ProblemException(
                new Problem(StatusCodes.Status403Forbidden, "identity_rejected") { Detail = unconfirmed });
        }
        identity = await information.CompleteAsync(Connector.Provider, identity, granted.AccessToken);
        if (!allowList.Allows(identity.Email, identity.IsEmailVerified, identity.HostedDomain))
            throw await NotAllowedAsync(identity, granted);
        var user = await SaveUserAsync(identity);
        security.Write(context, "sign_in", user.Id, "done");
        var account = Connector.Provider.AccountField is null
            ? new ProviderAccount(identity.Subject, identity.Name, identity.Email, identity.Picture)
            : null;
        var grant = await vault.SaveAsync(new GrantKey(Connector.Name, user.Id), granted, CancellationToken.None, account);
        // The account may have been deleted in another window.
        if (await deletion.DeleteLateAsync(user.Id))
            throw new ProblemException(new Problem(StatusCodes.Status400BadRequest, "sign_in_state_lost"));
        if (grant.IsRenewable() || Connector.Provider.ConsentParameters.Count == 0
            || properties.GetString(ConsentItem) is not null)
            return HandleRequestResult.Success(new AuthenticationTicket(SessionPrincipal.Create(user), properties, Scheme));

        // Google gives a refresh token on first consent only, and it is lost here: ask for consent again, once.
        await context.ChallengeAsync(
            Scheme, Start(properties.RedirectUri ?? ReturnUrl.Default, askConsent: true, identity.Subject));
        return HandleRequestResult.Handle();
    }

    /// <summary>
    /// Somebody who never got in leaves nothing behind here, and at the provider only where a revocation would also end what
    /// backends and other people hold of the account: there the token is never kept, and ends unused.
    /// </summary>
    private async Task<ProblemException> NotAllowedAsync(ProviderIdentity identity, TokenResponse.Granted granted)
    {
        var id = User.IdOf(identity.Issuer, identity.Subject);
        if (identity.IsEmailUnknown)
            return new ProblemException(AuthorizationResponse.Unavailable with { Detail = "the user information is away." });
        if (await users.FindAsync(id, CancellationToken.None) is var (user, version))
        {
            // What was learned ends earlier sessions too.
            var known = user with
            {
                Email = identity.Email,
                IsEmailVerified = identity.IsEmailVerified,
                HostedDomain = identity.HostedDomain,
            };
            await users.SaveAsync(known, version, CancellationToken.None);
        }
        else if (!Connector.Provider.RevokesWholeProject)
        {
            await vault.SaveAsync(new GrantKey(Connector.Name, id), granted, CancellationToken.None);
            await vault.ForgetAsync(id, CancellationToken.None);
        }
        return new ProblemException(new Problem(StatusCodes.Status403Forbidden, "sign_in_not_allowed")
        {
            Detail = $"{id} is not on {AllowList.Key}.",
        });
    }

    private async Task<User> SaveUserAsync(ProviderIdentity identity)
    {
        var id = User.IdOf(identity.Issuer, identity.Subject);
        var saved = await users.UpsertAsync(
            id,
            old => new User(
                id, identity.Issuer, identity.Subject, identity.Name ?? old?.DisplayName ?? identity.Email ?? identity.Subject,
                identity.Picture ?? old?.Image, identity.IsEmailUnknown ? old?.Email : identity.Email,
                clock.GetUtcNow().ToStored(), identity.IsEmailUnknown ? old?.IsEmailVerified == true : identity.IsEmailVerified,
                identity.HostedDomain),
            CancellationToken.None);
        return saved.Value;
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in with {Provider} fails: {Reason} The settings are those of Providers:{Provider}.")]
    private partial void LogRefused(string provider, string reason);
}
