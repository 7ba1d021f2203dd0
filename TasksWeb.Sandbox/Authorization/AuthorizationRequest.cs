using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>A checked authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1).</summary>
internal sealed record AuthorizationRequest
{
    public required Authority Authority { get; init; }

    public required SandboxClient Client { get; init; }

    public required string RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The query it was read from; the pages carry it along.</summary>
    public required string Query { get; init; }

    public string? State { get; init; }

    public string? Nonce { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>The person is to sign in again (<c>max_age</c>, OpenID Connect Core §3.1.2.1).</summary>
    public bool AsksSignInTime { get; init; }

    public bool Offline { get; init; }

    public bool IncludeGrantedScopes { get; init; }

    public IReadOnlyList<string> Prompts { get; init; } = [];

    public CodeChallenge? Challenge { get; init; }

    public bool Asks(string prompt) => Prompts.Contains(prompt, StringComparer.Ordinal);

    /// <summary>The redirect with the response; null parameters are left out.</summary>
    public string AnswerUri(params IEnumerable<KeyValuePair<string, string?>> parameters) =>
        AnswerUri(RedirectUri, State, parameters);

    public static AuthorizationReading Read(string query, Authority authority)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? Get(string name) => values.TryGetValue(name, out var found) ? FormReading.Single(found) : null;

        if (values.Any(value => value.Value.Count > 1))
        {
            return AuthorizationReading.Refused("invalid_request", "A parameter was sent more than once.");
        }

        if (authority.Registry.Find(Get("client_id")) is not { } client)
        {
            return AuthorizationReading.Refused("invalid_client", "The OAuth client was not found.");
        }

        if (Get("redirect_uri") is not { } redirectUri || !client.Allows(redirectUri))
        {
            return AuthorizationReading.Refused("redirect_uri_mismatch",
                $"{client.Name} sent a redirect_uri that is not registered for it: {Get("redirect_uri") ?? "(none)"}");
        }

        AuthorizationReading Fail(string error, string description) =>
            AuthorizationReading.SentBack(AnswerUri(redirectUri, Get("state"),
            [new("error", error), new("error_description", description)]));

        var prompts = (Get("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Get("response_type") != "code")
        {
            return Get("response_type") is null
                ? Fail("invalid_request", "Missing response_type")
                : Fail("unsupported_response_type", "Only code is supported");
        }

        if (authority.Scopes.Parse(Get("scope")) is not { } scopes)
        {
            return Fail("invalid_scope", "Some requested scopes were invalid");
        }

        if (Get("access_type") is not (null or "online" or "offline"))
        {
            return Fail("invalid_request", "Invalid access_type");
        }

        if (prompts.Except(authority.Prompts, StringComparer.Ordinal).Any()
            || (prompts.Length > 1 && prompts.Contains("none", StringComparer.Ordinal)))
        {
            return Fail("invalid_request", "Invalid prompt");
        }

        if (!CodeChallenge.TryRead(Get("code_challenge"), Get("code_challenge_method"), out var challenge))
        {
            return Fail("invalid_request", "Invalid code_challenge");
        }

        return AuthorizationReading.Of(new AuthorizationRequest
        {
            Authority = authority,
            Client = client,
            RedirectUri = redirectUri,
            Scopes = scopes,
            Query = query,
            State = Get("state"),
            Nonce = Get("nonce"),
            LoginHint = Get("login_hint"),
            AsksSignInTime = authority.KnowsSignInTime && Get("max_age") is not null,
            Offline = authority.IsOffline(Get("access_type"), scopes),
            IncludeGrantedScopes = Get("include_granted_scopes") == "true",
            Prompts = prompts,
            Challenge = challenge,
        });
    }

    private static string AnswerUri(string redirectUri, string? state, IEnumerable<KeyValuePair<string, string?>> parameters) =>
        QueryHelpers.AddQueryString(
            redirectUri, parameters.Prepend(new("state", state)).Where(parameter => parameter.Value is not null));
}

/// <summary>The result of reading a request: the request, an error page, or a redirect with the error.</summary>
internal sealed record AuthorizationReading(
    AuthorizationRequest? Request, string? ErrorCode, string? Explanation, string? RedirectTo)
{
    public static AuthorizationReading Of(AuthorizationRequest request) => new(request, null, null, null);

    /// <summary>Neither client nor redirect URI can be trusted: never redirect (RFC 6749 §4.1.2.1).</summary>
    public static AuthorizationReading Refused(string code, string explanation) => new(null, code, explanation, null);

    public static AuthorizationReading SentBack(string to) => new(null, null, null, to);
}
