using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>
/// Fitbit's authorization server: Basic client authentication, tokens for eight hours, refresh tokens that never expire, are used
/// once and rotate. An identical refresh repeated before the new access token was used gets the same answer; any other repeat
/// ends the family.
/// </summary>
internal static class FitbitAuthority
{
    public const string HeartRate = "heartrate";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    public static Authority Create(SandboxOptions options) => new(
        "fitbit", Paths, Scopes, Behaviour(options), [SandboxClient.ForFitbit()])
    {
        Name = "Fitbit",
        IssuerAt = static _ => "https://www.fitbit.com",
        Prompts = ["none", "consent", "login"],
        TakesCredentialsInBody = false,
        RefuseAsync = FitbitError.WriteAsync,
        MoreInTokenAnswers = static account => [new("user_id", UserIdOf(account))],
    };

    /// <summary>Six letters, as Fitbit's encoded user ids.</summary>
    public static string UserIdOf(Accounts.Account account) => "SB" + account.Subject[^4..];

    private static SandboxOptions Behaviour(SandboxOptions options) => options with
    {
        AccessTokenLifetime = Lifetime,
        RotateRefreshTokens = true,
        RefreshTokenInactivity = TimeSpan.MaxValue,
        RefreshTokenLifetime = null,
    };

    private static ScopeBook Scopes { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["activity"] = "Activity and exercise",
        [HeartRate] = "Heart rate",
        ["profile"] = "Profile",
        ["sleep"] = "Sleep",
        ["weight"] = "Weight",
    });

    private static AuthorityPaths Paths { get; } = new()
    {
        Authorize = "/fitbit/oauth2/authorize",
        Consent = "/fitbit/oauth2/consent",
        People = "/fitbit/oauth2/people",
        Token = "/fitbit/oauth2/token",
        Revoke = "/fitbit/oauth2/revoke",
    };
}
