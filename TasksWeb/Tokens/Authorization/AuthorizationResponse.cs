using System.Diagnostics.CodeAnalysis;
using TasksWeb.Errors;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Authorization;

/// <summary>The authorization response (RFC 6749 §4.1.2).</summary>
public static class AuthorizationResponse
{
    /// <summary>
    /// Whether it comes from this provider. One that names its issuer must name the configured one, and one
    /// that always does must not leave it out (RFC 9207 §2.4); to be checked before anything is sent anywhere.
    /// </summary>
    public static bool IsFrom(ProviderOptions provider, IQueryCollection query) =>
        provider.Issuer is null
        || (query.TryGetValue("iss", out var issuer) ? issuer == provider.Issuer : provider.Metadata?.NamesIssuer != true);

    /// <summary>The code; it can be used once.</summary>
    /// <param name="problem">Why there is none (RFC 6749 §4.1.2.1).</param>
    public static bool TryReadCode(
        IQueryCollection query, [NotNullWhen(true)] out string? code, [NotNullWhen(false)] out Problem? problem)
    {
        code = !query.ContainsKey("error") && query["code"] is [{ Length: > 0 } single] ? single : null;
        problem = code is not null ? null : query["error"].ToString() switch
        {
            "access_denied" => new Problem(StatusCodes.Status403Forbidden, "access_denied"),
            "server_error" or "temporarily_unavailable" => Unavailable,
            _ => ExchangeFailed,
        };
        return code is not null;
    }

    /// <summary>The code was wrong, used or expired.</summary>
    public static Problem ExchangeFailed => new(StatusCodes.Status400BadRequest, "code_exchange_failed");

    /// <summary>The provider does not respond now.</summary>
    public static Problem Unavailable =>
        new(StatusCodes.Status503ServiceUnavailable, "provider_unavailable") { RetryAfter = Problem.SoonAgain };
}
