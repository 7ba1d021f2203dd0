namespace TasksWeb.Tokens.Providers;

/// <summary>
/// The metadata of an authorization server (RFC 8414; OpenID Connect Discovery 1.0), validated, as stored. It fills in what
/// the provider's settings leave out.
/// </summary>
/// <param name="RequiresPushedRequests">Authorization requests must be pushed (RFC 9126 §5).</param>
/// <param name="NamesIssuer">Every authorization response names the issuer (RFC 9207 §3).</param>
public sealed record ProviderMetadata(
    string Issuer, string AuthorizationEndpoint, string TokenEndpoint, string? RevocationEndpoint,
    string? UserInformationEndpoint, string? JwksEndpoint, string? PushedAuthorizationRequestEndpoint,
    bool RequiresPushedRequests, ClientAuthentication ClientAuthentication, bool NamesIssuer, DateTimeOffset ReadAt);
