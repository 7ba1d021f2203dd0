using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Authorization;

/// <summary>The parameters of an authorization request (RFC 6749 §4.1.1) that belong to the connector, not to who asks.</summary>
public static class AuthorizationRequest
{
    /// <summary>Without <c>redirect_uri</c>, <c>state</c> and PKCE.</summary>
    /// <param name="askConsent">Have the provider ask for consent anew and issue a new refresh token.</param>
    public static IDictionary<string, string?> For(Connector connector, bool askConsent)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = connector.Provider.ClientId,
            ["scope"] = string.Join(' ', connector.Options.Scopes),
        };
        foreach (var (name, value) in connector.Provider.AuthorizationParameters)
            parameters[name] = value;
        if (askConsent)
        {
            foreach (var (name, value) in connector.Provider.ConsentParameters)
                parameters[name] = value;
        }
        return parameters;
    }
}
