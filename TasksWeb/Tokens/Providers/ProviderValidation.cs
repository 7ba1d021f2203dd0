using System.Text.RegularExpressions;

namespace TasksWeb.Tokens.Providers;

/// <summary>Checks one provider.</summary>
internal sealed partial class ProviderValidation(AddressValidation addresses)
{
    private static readonly TimeSpan ShortestInactivity = TimeSpan.FromHours(1);

    /// <summary>What the app itself puts into an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3).</summary>
    private static readonly string[] OwnParameters =
        ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

    /// <summary>And into a token request (RFC 6749 §4.1.3, §6; RFC 7636 §4.5).</summary>
    private static readonly string[] OwnFields =
        ["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "client_id", "client_secret"];

    /// <summary>For ID tokens: no shared secrets, and no EdDSA, which .NET does not support.</summary>
    private static readonly string[] Algorithms =
        ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    public IEnumerable<string> ErrorsOf(string key, ProviderOptions provider)
    {
        if (!string.IsNullOrWhiteSpace(provider.CredentialsFile) && CredentialsFile.Read(provider.CredentialsFile) is null)
        {
            var path = Path.GetFullPath(provider.CredentialsFile);
            yield return $"{key}:CredentialsFile: {path} is not a readable credentials file "
                + "of a \"Web application\" client (JSON with \"web\").";
        }
        if (provider.Preset is { Length: > 0 } preset
            && !ProviderPresets.Names.Contains(preset, StringComparer.OrdinalIgnoreCase))
            yield return $"{key}:Preset must be one of: {string.Join(", ", ProviderPresets.Names)}.";
        foreach (var error in EndpointErrors(key, provider)
            .Concat(ParameterErrors($"{key}:AuthorizationParameters", provider.AuthorizationParameters, OwnParameters))
            .Concat(ParameterErrors($"{key}:ConsentParameters", provider.ConsentParameters, OwnParameters))
            .Concat(ParameterErrors($"{key}:TokenParameters", provider.TokenParameters, OwnFields)))
            yield return error;
        if (provider.ExpiryRule is { Property.Length: 0 })
            yield return $"{key}:ExpiryRule:Property is missing: the member that says what went wrong, such as errorType.";
        if (provider.ExpiryRule is { Value.Length: 0 })
            yield return $"{key}:ExpiryRule:Value is missing: its value when a token has expired, such as expired_token.";
        if (provider is { ClientAuthentication: ClientAuthentication.None, UsePkce: false })
            yield return $"{key}:UsePkce must be true: a public client has nothing else that shows who asks for the tokens.";
        if (provider is { UsePar: true, PushedAuthorizationRequestEndpoint: null, IsDiscovered: false })
            yield return $"{key}:PushedAuthorizationRequestEndpoint is missing: UsePar sends requests there.";
        if (provider.InactivityLimit < ShortestInactivity)
            yield return $"{key}:InactivityLimit must be at least 01:00:00, or be left out.";
        if (provider.RefreshesPerSecond is < 1 or > 10_000)
            yield return $"{key}:RefreshesPerSecond must be between 1 and 10000.";
        if (provider.RefreshTokenLifetime < ShortestInactivity)
            yield return $"{key}:RefreshTokenLifetime must be at least 01:00:00, or be left out.";
        if (provider.AccountField is { } field && !MemberPath().IsMatch(field))
            yield return $"{key}:AccountField must be names of members with dots between them, such as team.id, or be left out.";
        if (provider.ScopeSeparator is { Length: 0 })
            yield return $"{key}:ScopeSeparator must be what stands between scopes, such as a comma, or be left out.";
        for (var i = 0; i < provider.IdTokenAlgorithms.Count; i++)
        {
            if (!Algorithms.Contains(provider.IdTokenAlgorithms[i], StringComparer.Ordinal))
                yield return $"{key}:IdTokenAlgorithms:{i} must be one of {string.Join(", ", Algorithms)}.";
        }
        for (var i = 0; i < provider.PictureOrigins.Count; i++)
        {
            if (!Origin().IsMatch(provider.PictureOrigins[i]))
                yield return
                    $"{key}:PictureOrigins:{i} must be an origin such as https://pictures.example.com or https://*.example.com.";
        }
    }

    private IEnumerable<string> EndpointErrors(string key, ProviderOptions provider)
    {
        var isNeeded = provider.Protocol == ProviderProtocol.OAuth2 && string.IsNullOrWhiteSpace(provider.Issuer);
        return addresses.ErrorsOf($"{key}:AuthorizationEndpoint", provider.AuthorizationEndpoint, isNeeded)
            .Concat(addresses.ErrorsOf($"{key}:TokenEndpoint", provider.TokenEndpoint, isNeeded))
            .Concat(IssuerErrors(key, provider))
            .Concat(addresses.ErrorsOf($"{key}:RevocationEndpoint", provider.RevocationEndpoint, isRequired: false))
            .Concat(addresses.ErrorsOf($"{key}:UserInformationEndpoint", provider.UserInformationEndpoint, isRequired: false))
            .Concat(addresses.ErrorsOf($"{key}:JwksEndpoint", provider.JwksEndpoint, isRequired: false))
            .Concat(addresses.ErrorsOf(
                $"{key}:PushedAuthorizationRequestEndpoint", provider.PushedAuthorizationRequestEndpoint, isRequired: false))
            .Concat(addresses.ErrorsOf($"{key}:PermissionsPage", provider.PermissionsPage, isRequired: false));
    }

    /// <summary>An issuer that is asked for its metadata is an address.</summary>
    private IEnumerable<string> IssuerErrors(string key, ProviderOptions provider) => provider.IsDiscovered
        ? addresses.ErrorsOf($"{key}:Issuer", provider.Issuer, isRequired: true)
        : [];

    private static IEnumerable<string> ParameterErrors(
        string key, IDictionary<string, string> parameters, IEnumerable<string> own) =>
        parameters.Keys.Intersect(own, StringComparer.Ordinal)
            .Select(name => $"{key}:{name} is set by the app itself; leave it out.");

    [GeneratedRegex(
        @"\A[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9_-]{1,100}){0,5}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MemberPath();

    /// <summary>It becomes part of a header (CSP §2.3.1, host-source).</summary>
    [GeneratedRegex(@"\Ahttps?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Origin();
}
