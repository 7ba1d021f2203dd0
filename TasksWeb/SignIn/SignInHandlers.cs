using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Google;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace TasksWeb.SignIn;

/// <summary>Sign-in with Google. It logs nothing: the base class would write the state and the correlation cookie.</summary>
public sealed class GoogleSignInHandler(IOptionsMonitor<GoogleOptions> options, UrlEncoder encoder, SignInFlow flow)
    : GoogleHandler(options, NullLoggerFactory.Instance, encoder)
{
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        SignInFlow.Complete(base.BuildChallengeUrl(properties, redirectUri), properties);

    protected override Task<HandleRequestResult> HandleRemoteAuthenticateAsync() =>
        flow.CompleteAsync(Context, Options, BuildRedirectUri(Options.CallbackPath), ValidateCorrelationId);
}

/// <summary>Sign-in with another OpenID provider; the same on the class below Google's.</summary>
public sealed class OpenIdSignInHandler(IOptionsMonitor<OAuthOptions> options, UrlEncoder encoder, SignInFlow flow)
    : OAuthHandler<OAuthOptions>(options, NullLoggerFactory.Instance, encoder)
{
    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // The issuer's metadata may have changed.
        Options.AuthorizationEndpoint = flow.Connector.Provider.AuthorizationEndpoint!;
        return SignInFlow.Complete(base.BuildChallengeUrl(properties, redirectUri), properties);
    }

    protected override string FormatScope(IEnumerable<string> scopes) =>
        string.Join(flow.Connector.Provider.ScopeSeparator ?? " ", scopes);

    protected override Task<HandleRequestResult> HandleRemoteAuthenticateAsync() =>
        flow.CompleteAsync(Context, Options, BuildRedirectUri(Options.CallbackPath), ValidateCorrelationId);
}
