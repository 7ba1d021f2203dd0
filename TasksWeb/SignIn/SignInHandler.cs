using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>
/// Sign-in on the framework's OAuth handler: it makes the challenge with state and PKCE, and checks that the answer belongs to
/// this browser. Added here: a nonce and a checked ID token, the exchange through the vault, and consent asked again only when no
/// refresh token is held.
/// </summary>
public sealed partial class SignInHandler(
    IOptionsMonitor<OAuthOptions> schemeOptions, ILoggerFactory loggers, UrlEncoder encoder, IOptions<SignInOptions> options,
    ConnectorCatalog connectors, TokenVault vault, IdTokenValidator idTokens, UserInformation information, UserRepository users,
    TimeProvider clock)
    : OAuthHandler<OAuthOptions>(schemeOptions, loggers, encoder)
{
    /// <summary>The authentication scheme.</summary>
    public const string SchemeName = "SignIn";

    /// <summary>Where the provider sends people back to.</summary>
    public const string CallbackPath = "/auth/google/callback";

    private const string NonceItem = "nonce";
    private const string ConsentItem = "consent";
    private const string LoginHintItem = "login_hint";

    private Connector Connector => connectors[options.Value.Connector];

    /// <summary>What a sign-in starts with.</summary>
    /// <param name="returnUrl">Where it leads; a checked path on this site.</param>
    /// <param name="askConsent">Have the provider ask again and issue a new refresh token.</param>
    /// <param name="loginHint">The provider's subject of the person, to spare the choice of an account.</param>
    public static AuthenticationProperties Start(string returnUrl, bool askConsent = false, string? loginHint = null)
    {
        var properties = new AuthenticationProperties { RedirectUri = returnUrl };
        if (askConsent)
            properties.Items[ConsentItem] = "asked";
        if (loginHint is not null)
            properties.Items[LoginHintItem] = loginHint;
        return properties;
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var nonce = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        properties.Items[NonceItem] = nonce;
        var extra = new Dictionary<string, string?>(StringComparer.Ordinal) { ["nonce"] = nonce };
        foreach (var (name, value) in Connector.Provider.AuthorizationParameters)
            extra[name] = value;
        if (properties.Items.ContainsKey(ConsentItem))
        {
            foreach (var (name, value) in Connector.Provider.ConsentParameters)
                extra[name] = value;
        }
        if (properties.Items.TryGetValue(LoginHintItem, out var hint))
            extra["login_hint"] = hint;
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), extra);
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        // Whatever comes of it sets cookies.
        Response.Headers.CacheControl = "no-store";
        if (Request.Query["state"] is not [{ Length: > 0 } state]
            || Options.StateDataFormat.Unprotect(state) is not { } properties || !ValidateCorrelationId(properties))
            return HandleRequestResult.Fail(new SignInException(SignInException.StateLost));
        try
        {
            return await CompleteAsync(properties);
        }
        catch (SignInException e)
        {
            return HandleRequestResult.Fail(e, properties);
        }
    }

    /// <exception cref="SignInException">It ends without a session.</exception>
    private async Task<HandleRequestResult> CompleteAsync(AuthenticationProperties properties)
    {
        // RFC 9207 §2.4: an answer that names its issuer must name ours, before anything is sent anywhere.
        if (Request.Query.TryGetValue("iss", out var issuer) && issuer != Connector.Provider.Issuer)
            throw new SignInException(SignInException.StateLost);
        if (Request.Query.ContainsKey("error"))
            throw new SignInException(CodeOf(Request.Query["error"].ToString()));
        if (Request.Query["code"] is not [{ Length: > 0 } code])
            throw new SignInException(SignInException.CodeExchangeFailed);

        properties.Items.TryGetValue(OAuthConstants.CodeVerifierKey, out var verifier);
        // The code is used once: a browser that goes away now must not make it worthless.
        var answer = await vault.ExchangeCodeAsync(
            Connector.Name, code, BuildRedirectUri(Options.CallbackPath), verifier, CancellationToken.None);
        if (answer is TokenResponse.Misconfigured refused)
            LogMisconfigured(Logger, Connector.ProviderName, refused.Error);
        return answer switch
        {
            TokenResponse.Granted granted => await SignInAsync(granted, properties),
            TokenResponse.InvalidGrant => throw new SignInException(SignInException.CodeExchangeFailed),
            _ => throw new SignInException(SignInException.ProviderUnavailable),
        };
    }

    /// <summary>RFC 6749 §4.1.2.1.</summary>
    private static string CodeOf(string error) => error switch
    {
        "access_denied" => SignInException.AccessDenied,
        "server_error" or "temporarily_unavailable" => SignInException.ProviderUnavailable,
        _ => SignInException.CodeExchangeFailed,
    };

    private async Task<HandleRequestResult> SignInAsync(TokenResponse.Granted granted, AuthenticationProperties properties)
    {
        var identity = await idTokens.ValidateAsync(Connector.Provider, granted.IdToken, properties.Items[NonceItem] ?? "");
        var user = await SaveUserAsync(await information.CompleteAsync(Connector.Provider, identity, granted.AccessToken));
        var grant = await vault.SaveAsync(new GrantKey(Connector.Name, user.Id), granted, CancellationToken.None);

        if (grant.RefreshToken is null && Connector.Provider.ConsentParameters.Count > 0
            && !properties.Items.ContainsKey(ConsentItem))
        {
            // Given on first consent only, and lost here: ask for it, once.
            await Context.ChallengeAsync(
                Scheme.Name, Start(properties.RedirectUri ?? ReturnUrl.Default, askConsent: true, identity.Subject));
            return HandleRequestResult.Handle();
        }
        return HandleRequestResult.Success(new AuthenticationTicket(Person.ToPrincipal(user), properties, Scheme.Name));
    }

    private async Task<User> SaveUserAsync(Identity identity)
    {
        var id = User.IdOf(identity.Issuer, identity.Subject);
        var saved = await users.UpsertAsync(
            id,
            old => new User
            {
                Id = id,
                Issuer = identity.Issuer,
                Subject = identity.Subject,
                DisplayName = identity.Name ?? old?.DisplayName ?? identity.Email ?? identity.Subject,
                Image = identity.Picture ?? old?.Image,
                Email = identity.Email,
                SignedInAt = clock.GetUtcNow().ToStored(),
            },
            CancellationToken.None);
        return saved.Value;
    }

    [LoggerMessage(
        LogLevel.Error, "The provider refuses this client ({Error}): check Providers:{Provider}:ClientId, ClientSecret and the redirect address.")]
    private static partial void LogMisconfigured(ILogger logger, string provider, string error);
}
