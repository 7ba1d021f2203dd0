using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Discovery, keys, userinfo (OpenID Connect) and revocation (RFC 7009).</summary>
internal sealed class IdentityEndpoints(Grants grants, BearerGate bearer, SigningKeys keys, SandboxOptions options, SandboxAddress address)
{
    private static readonly Dictionary<string, string[]> Supported = new(StringComparer.Ordinal)
    {
        ["response_types_supported"] = ["code"],
        ["response_modes_supported"] = ["query"],
        ["subject_types_supported"] = ["public"],
        ["id_token_signing_alg_values_supported"] = ["RS256"],
        ["scopes_supported"] = ["openid", "email", "profile"],
        ["token_endpoint_auth_methods_supported"] = ["client_secret_post", "client_secret_basic"],
        ["claims_supported"] =
            ["aud", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "picture", "sub"],
        ["code_challenge_methods_supported"] = ["plain", "S256"],
        ["grant_types_supported"] = ["authorization_code", "refresh_token"],
    };

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/.well-known/openid-configuration", DescribeAsync);
        app.MapGet("/oauth2/v3/certs", ShowKeysAsync);
        app.MapMethods("/v1/userinfo", ["GET", "POST"], ShowPersonAsync);
        app.MapPost("/revoke", RevokeAsync);
    }

    private Task DescribeAsync(HttpContext context)
    {
        var origin = address.Origin;
        var document = Supported.ToDictionary(entry => entry.Key, object (entry) => entry.Value, StringComparer.Ordinal);
        document["issuer"] = options.Issuer ?? origin;
        document["authorization_endpoint"] = origin + AuthorizeEndpoints.AuthorizePath;
        document["token_endpoint"] = origin + "/token";
        document["userinfo_endpoint"] = origin + "/v1/userinfo";
        document["revocation_endpoint"] = origin + "/revoke";
        document["jwks_uri"] = origin + "/oauth2/v3/certs";
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
        if (bearer.Find(context) is not { } token)
        {
            context.Response.Headers.WWWAuthenticate =
                "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_request\", error_description=\"Invalid Credentials\"";
            return Answer.JsonAsync(context, StatusCodes.Status401Unauthorized,
                new { error = "invalid_request", error_description = "Invalid Credentials" });
        }

        if (!token.Scopes.Any(Scopes.IsSignIn))
        {
            return GoogleError.InsufficientScopeAsync(context, Scopes.OpenId);
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = token.Grant.Account.Subject };
        IdTokens.AddProfile(claims, token.Grant.Account, token.Scopes, address);
        return Answer.JsonAsync(context, StatusCodes.Status200OK, claims);
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormOrNullAsync();
        var token = FormReading.Single(context.Request.Query["token"]) ?? (form is null ? null : FormReading.Single(form["token"]));
        if (token is null)
        {
            await Answer.JsonAsync(context, StatusCodes.Status400BadRequest,
                new { error = "invalid_request", error_description = "Missing required parameter: token" });
        }
        else if (!grants.RevokeByToken(token))
        {
            await Answer.JsonAsync(context, StatusCodes.Status400BadRequest,
                new { error = "invalid_token", error_description = "Token expired or revoked" });
        }
        else
        {
            await Answer.JsonAsync(context, StatusCodes.Status200OK, new { });
        }
    }
}
