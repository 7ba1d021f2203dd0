using System.Text.Json.Serialization;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>Why a connection will end although nothing has gone wrong.</summary>
[JsonConverter(typeof(SnakeCaseConverter<ForecastCause>))]
public enum ForecastCause
{
    /// <summary>The provider gave no refresh token: it ends with the access token.</summary>
    NoRefreshToken,

    /// <summary>Refresh tokens of this provider have a fixed life (Google's test mode: 7 days).</summary>
    RefreshTokenLifetime,

    /// <summary>The provider ends grants that are not used for long (Google: six months).</summary>
    Inactivity,
}

/// <summary>When a connection ends if nothing is done.</summary>
public sealed record Forecast(DateTimeOffset EndsAt, ForecastCause Cause)
{
    /// <summary>The earliest foreseeable end of an active grant; null: none.</summary>
    internal static Forecast? Of(ProviderOptions provider, Grant grant)
    {
        if (grant.RefreshToken is null)
            return grant.ExpiresAt is { } end ? new Forecast(end, ForecastCause.NoRefreshToken) : null;
        (DateTimeOffset? At, ForecastCause Cause)[] ends =
        [
            (grant.RefreshTokenExpiresAt, ForecastCause.RefreshTokenLifetime),
            ((grant.ConsentedAt ?? grant.IssuedAt) + provider.RefreshTokenLifetime, ForecastCause.RefreshTokenLifetime),
            (grant.IssuedAt + provider.InactivityLimit, ForecastCause.Inactivity),
        ];
        return ends.Where(end => end.At is not null).OrderBy(end => end.At)
            .Select(end => new Forecast(end.At!.Value, end.Cause)).FirstOrDefault();
    }
}
