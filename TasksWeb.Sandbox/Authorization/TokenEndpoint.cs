using System.Text.Json.Nodes;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Http;
using TasksWeb.Sandbox.Traffic;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>The token endpoint (RFC 6749 §3.2), with Google's wording.</summary>
internal sealed class TokenEndpoint(Authority authority, IdTokens idTokens, TrafficLog traffic, SandboxOptions options)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost(authority.Paths.Token, ExchangeAsync);

    private async Task ExchangeAsync(HttpContext context)
    {
        Answer.NoStore(context);
        if (await context.Request.ReadFormOrNullAsync() is not { } form)
        {
            await ErrorAsync(context, "invalid_request", "The body is not a form.");
            return;
        }

        traffic.TokenAsked(form);
        if (form.FirstOrDefault(field => field.Value.Count > 1) is { Key: { } doubled })
        {
            await ErrorAsync(context, "invalid_request", $"Parameter given more than once: {doubled}");
            return;
        }

        var grantType = FormReading.Single(form["grant_type"]);
        var credentials = ClientCredentials.Read(context.Request, form, authority);
        if (authority.Registry.Find(credentials?.ClientId) is not { } client || !client.HasSecret(credentials!.ClientSecret))
        {
            if (grantType == "refresh_token")
            {
                Log(RefreshOutcome.ClientRefused, credentials?.ClientId, grant: null);
            }

            var description = credentials is null ? "Could not determine client ID from request." : "Unauthorized";
            await ErrorAsync(context, "invalid_client", description, StatusCodes.Status401Unauthorized);
            return;
        }

        await (grantType switch
        {
            "authorization_code" => ExchangeCodeAsync(context, form, client),
            "refresh_token" => RefreshAsync(context, form, client),
            null => ErrorAsync(context, "invalid_request", "Missing required parameter: grant_type"),
            _ => ErrorAsync(context, "unsupported_grant_type", $"Invalid grant_type: {grantType}"),
        });
    }

    private Task ExchangeCodeAsync(HttpContext context, IFormCollection form, SandboxClient client)
    {
        if (FormReading.Single(form["code"]) is not { } value)
        {
            return ErrorAsync(context, "invalid_request", "Missing required parameter: code");
        }

        if (authority.Codes.Find(value) is not { } code || code.Grant.Client != client)
        {
            return ErrorAsync(context, "invalid_grant", "Malformed auth code.");
        }

        if (FormReading.Single(form["redirect_uri"]) != code.RedirectUri)
        {
            return ErrorAsync(context, "redirect_uri_mismatch", "Bad Request");
        }

        var verifier = FormReading.Single(form["code_verifier"]);
        if (code.Challenge is { } challenge && !(verifier is not null && challenge.Accepts(verifier)))
        {
            return ErrorAsync(context, "invalid_grant", verifier is null ? "Missing code verifier." : "Invalid code verifier.");
        }

        if (code.Challenge is null && verifier is not null)
        {
            // A verifier without a challenge is a downgrade attempt (RFC 9700 §2.1.1).
            return ErrorAsync(context, "invalid_grant", "code_verifier or verifier is not needed.");
        }

        return Spend(code) is { } tokens
            ? AnswerAsync(context, tokens, code.Grant, code.Nonce, withIdToken: true, code.SignedInAt)
            : ErrorAsync(context, "invalid_grant", "Bad Request");
    }

    /// <summary>Null when the code was used before: what it issued is revoked.</summary>
    private IssuedTokens? Spend(AuthorizationCode code)
    {
        lock (code.Gate)
        {
            if (code.IsUsed)
            {
                code.Access?.Revoke();
                code.Family?.Revoke();
                return null;
            }

            code.IsUsed = true;
            (var tokens, code.Access, code.Family) = authority.Grants.Issue(code.Grant, code.Scopes, code.WithRefreshToken);
            traffic.CodeExchanged();
            return tokens;
        }
    }

    private Task RefreshAsync(HttpContext context, IFormCollection form, SandboxClient client)
    {
        if (FormReading.Single(form["refresh_token"]) is not { } refreshToken)
        {
            return ErrorAsync(context, "invalid_request", "Missing required parameter: refresh_token");
        }

        IReadOnlyList<string>? narrowed = null;
        if (FormReading.Single(form["scope"]) is { } scope && (narrowed = authority.Scopes.Parse(scope)) is null)
        {
            return ErrorAsync(context, "invalid_scope", "Bad Request");
        }

        var (outcome, tokens, grant) = authority.Grants.Refresh(client, refreshToken, narrowed);
        Log(outcome, client.ClientId, grant);
        return outcome switch
        {
            RefreshOutcome.Issued or RefreshOutcome.Repeated =>
                AnswerAsync(context, tokens!, grant!, nonce: null, options.IdTokenOnRefresh),
            RefreshOutcome.ScopeRefused => ErrorAsync(context, "invalid_scope", "Bad Request"),
            RefreshOutcome.Revoked => ErrorAsync(context, "invalid_grant", "Token has been expired or revoked."),
            _ => ErrorAsync(context, "invalid_grant", "Bad Request"),
        };
    }

    private Task AnswerAsync(
        HttpContext context, IssuedTokens tokens, Grant grant, string? nonce, bool withIdToken, DateTimeOffset? signedInAt = null)
    {
        var flaws = AnswerFlaws.Of(context);
        var body = new JsonObject { ["access_token"] = tokens.AccessToken };
        if (ExpiresIn(tokens, flaws.ExpiresIn) is { } expiresIn)
        {
            body["expires_in"] = expiresIn;
        }

        if (tokens.RefreshToken is not null)
        {
            body["refresh_token"] = tokens.RefreshToken;
        }

        if (!flaws.ScopeIsFlawed || flaws.LostScope is not null)
        {
            body["scope"] = string.Join(' ', tokens.Scopes.Where(scope => !flaws.ScopeIsFlawed || scope != flaws.LostScope));
        }

        body["token_type"] = "Bearer";
        foreach (var (name, value) in authority.MoreInTokenAnswers(grant.Account))
        {
            body[name] = value;
        }

        if (withIdToken && flaws.IdToken != IdTokenFlaw.Missing && tokens.Scopes.Contains(Scopes.OpenId, StringComparer.Ordinal))
        {
            body["id_token"] = idTokens.Create(
                grant.Account, grant.Client.ClientId, tokens.Scopes, tokens.AccessToken, nonce, flaws.IdToken, signedInAt);
        }

        return Answer.JsonAsync(context, StatusCodes.Status200OK, body);
    }

    private JsonNode? ExpiresIn(IssuedTokens tokens, ExpiresInFlaw? flaw)
    {
        var seconds = (long)(tokens.ExpiresAt - options.TimeProvider.GetUtcNow()).TotalSeconds;
        return flaw switch
        {
            ExpiresInFlaw.Missing => null,
            ExpiresInFlaw.Zero => 0,
            ExpiresInFlaw.Negative => -3600,
            ExpiresInFlaw.Huge => long.MaxValue,
            ExpiresInFlaw.Text => seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => seconds,
        };
    }

    private void Log(RefreshOutcome outcome, string? clientId, Grant? grant) =>
        traffic.Refreshed(new RefreshExchange(options.TimeProvider.GetUtcNow(), outcome, clientId, grant?.Account.Subject));

    private Task ErrorAsync(
        HttpContext context, string error, string description, int status = StatusCodes.Status400BadRequest) =>
        authority.RefuseAsync(context, status, error, description);
}
