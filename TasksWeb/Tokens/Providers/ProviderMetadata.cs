namespace TasksWeb.Tokens.Providers;

/// <summary>
/// What an authorization server says about itself (RFC 8414; OpenID Connect Discovery 1.0), checked, as stored. It fills in what
/// the settings of the provider leave open.
/// </summary>
/// <param name="RequiresPushedRequests">Authorization requests must be pushed (RFC 9126 §5).</param>
/// <param name="NamesIssuer">Every authorization response names the issuer (RFC 9207 §3).</param>
public sealed record ProviderMetadata(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string? RevocationEndpoint,
    string? UserInformationEndpoint, string? JwksEndpoint, string? PushedAuthorizationRequestEndpoint,
    bool RequiresPushedRequests, ClientAuthentication ClientAuthentication, bool NamesIssuer, DateTimeOffset ReadAt);
