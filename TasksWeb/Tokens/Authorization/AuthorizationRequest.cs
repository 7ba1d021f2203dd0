using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Authorization;

/// <summary>The authorization request (RFC 6749 §4.1.1).</summary>
public static class AuthorizationRequest
{
    /// <summary>
    /// A request with state and, if the provider supports it, PKCE.
    /// </summary>
    /// <param name="codeVerifier">Of PKCE (RFC 7636 §4.1), sent as S256 challenge; null where the provider does without.</param>
    /// <param name="askConsent">Have the provider ask for consent again and issue a new refresh token.</param>
    /// <param name="loginHint">The provider's subject of the person, to skip the choice of an account; null: unknown.</param>
    /// <param name="scopes">What is asked; null: what <see cref="Connector.Asked"/> says.</param>
    /// <param name="askAccount">Have the provider ask for the account (OpenID Connect Core 1.0 §3.1.2.1).</param>
    public static string UrlFor(
        Connector connector, string redirectUri, string state, string? codeVerifier, bool askConsent, string? loginHint,
        IEnumerable<string>? scopes = null, bool askAccount = false)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["redirect_uri"] = redirectUri,
            ["state"] = state,
        };
        if (codeVerifier is not null)
        {
            parameters["code_challenge"] = RandomSecret.Digest(codeVerifier);
            parameters["code_challenge_method"] = "S256";
        }
        return AddMissing(UrlFor(connector, askConsent, loginHint, scopes, askAccount), parameters);
    }

    /// <summary>A request that still lacks <c>redirect_uri</c>, <c>state</c> and PKCE.</summary>
    /// <inheritdoc cref="UrlFor(Connector, string, string, string, bool, string, IEnumerable{string}, bool)"/>
    public static string UrlFor(
        Connector connector, bool askConsent, string? loginHint = null, IEnumerable<string>? scopes = null,
        bool askAccount = false)
    {
        var parameters = ExtraParameters(connector.Provider, askConsent, loginHint);
        if (askAccount)
            parameters["prompt"] = parameters.TryGetValue("prompt", out var other) ? $"{other} select_account" : "select_account";
        parameters.TryAdd("response_type", "code");
        parameters.TryAdd("client_id", connector.Provider.ClientId);
        parameters.TryAdd("scope", string.Join(connector.Provider.ScopeSeparator ?? " ", scopes ?? connector.Asked()));
        return AddMissing(connector.Provider.AuthorizationEndpoint!, parameters);
    }

    /// <summary>The additional parameters of a provider's configuration, by name.</summary>
    public static IDictionary<string, string?> ExtraParameters(ProviderOptions provider, bool askConsent, string? loginHint)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in provider.AuthorizationParameters.Concat(askConsent ? provider.ConsentParameters : []))
            parameters[name] = value;
        if (loginHint is not null)
            parameters["login_hint"] = loginHint;
        return parameters;
    }

    /// <summary>Adds the parameters that the address does not have yet.</summary>
    public static string AddMissing(string url, IEnumerable<KeyValuePair<string, string?>> parameters)
    {
        var present = QueryHelpers.ParseQuery(new Uri(url).Query);
        return QueryHelpers.AddQueryString(url, parameters.Where(parameter => !present.ContainsKey(parameter.Key)));
    }
}
