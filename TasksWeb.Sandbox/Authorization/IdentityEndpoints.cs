using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Discovery, keys and userinfo (OpenID Connect).</summary>
internal sealed class IdentityEndpoints(Authority authority, OpenIdPaths paths, SigningKeys keys, SandboxAddress address)
{
    private static readonly Dictionary<string, string[]> Supported = new(StringComparer.Ordinal)
    {
        ["response_types_supported"] = ["code"],
        ["response_modes_supported"] = ["query"],
        ["subject_types_supported"] = ["public"],
        ["id_token_signing_alg_values_supported"] = ["RS256"],
        ["token_endpoint_auth_methods_supported"] = ["client_secret_post", "client_secret_basic"],
        ["claims_supported"] =
            ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub"],
        ["code_challenge_methods_supported"] = ["plain", "S256"],
        ["grant_types_supported"] = ["authorization_code", "refresh_token"],
    };

    private readonly BearerGate _bearer = new(authority.Grants);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(paths.Discovery, DescribeAsync);
        app.MapGet(paths.Keys, ShowKeysAsync);
        app.MapMethods(paths.UserInformation, ["GET", "POST"], ShowPersonAsync);
    }

    private Task DescribeAsync(HttpContext context)
    {
        var origin = address.Origin;
        var document = Supported.ToDictionary(entry => entry.Key, object (entry) => entry.Value, StringComparer.Ordinal);
        document["issuer"] = authority.IssuerAt(origin);
        document["authorization_endpoint"] = origin + authority.Paths.Authorize;
        document["token_endpoint"] = origin + authority.Paths.Token;
        document["userinfo_endpoint"] = origin + paths.UserInformation;
        document["revocation_endpoint"] = origin + authority.Paths.Revoke;
        document["jwks_uri"] = origin + paths.Keys;
        document["scopes_supported"] = authority.Scopes.Advertised;
        return Answer.JsonAsync(context, StatusCodes.Status200OK, document);
    }

    private Task ShowKeysAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=20000, must-revalidate, no-transform";
        return Answer.JsonAsync(context, StatusCodes.Status200OK, new { keys = keys.Published.Select(key => key.ToJwk()) });
    }

    private Task ShowPersonAsync(HttpContext context)
    {
        Answer.NoStore(context);
        if (_bearer.Find(context) is not { } token)
        {
            context.Response.Headers.WWWAuthenticate =
                $"Bearer realm=\"{authority.IssuerAt(address.Origin)}\", error=\"invalid_request\", error_description=\"Invalid Credentials\"";
            return OAuthError.WriteAsync(context, StatusCodes.Status401Unauthorized, "invalid_request", "Invalid Credentials");
        }

        if (!token.Scopes.Any(authority.Scopes.IsSignIn))
        {
            return authority.RefuseScopeAsync(context, Scopes.OpenId);
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = token.Grant.Account.Subject };
        PersonClaims.Add(claims, token.Grant.Account, token.Scopes, address);
        return Answer.JsonAsync(context, StatusCodes.Status200OK, claims);
    }
}
