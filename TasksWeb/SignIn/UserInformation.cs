using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>The provider's user information endpoint (OpenID Connect Core 1.0 §5.3), for what an ID token leaves out.</summary>
public sealed class UserInformation(UserInformationEndpoint endpoint)
{
    /// <summary>Adds name, e-mail address and picture, if the endpoint answers for the same subject (§5.3.2).</summary>
    public async Task<ProviderIdentity> CompleteAsync(ProviderOptions provider, ProviderIdentity identity, string accessToken)
    {
        if (provider.UserInformationEndpoint is null || identity is { Name: not null, Picture: not null, Email: not null })
            return identity;
        if (await endpoint.AskAsync(provider.UserInformationEndpoint, accessToken) is not { } answer)
            return identity with { IsEmailUnknown = identity.Email is null };
        var claims = new IdTokenClaims(answer);
        return claims.Text("sub") != identity.Subject ? identity : identity with
        {
            Name = identity.Name ?? claims.Text("name"),
            Email = identity.Email ?? claims.Text("email"),
            IsEmailVerified = identity.Email is null ? claims.IsTrue("email_verified") : identity.IsEmailVerified,
            Picture = identity.Picture ?? claims.Text("picture"),
        };
    }
}
