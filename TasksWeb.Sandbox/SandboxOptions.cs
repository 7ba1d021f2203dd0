using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox;

/// <summary>
/// How the local Google behaves, and what the others have in common with it. Every default is documented behavior.
/// </summary>
public sealed record SandboxOptions
{
    /// <summary>Where to listen, separated by semicolons. Port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>The clock that decides when codes and tokens expire and what "today" is in the sample data.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Sent as <c>expires_in</c>, in whole seconds.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// False as Google: the refresh token stays. True: every refresh answers with a new one, and using an old one ends the family
    /// (RFC 9700 §4.14.2).
    /// </summary>
    public bool RotateRefreshTokens { get; init; }

    /// <summary>
    /// With rotation: an identical refresh repeated before the new access token was first used gets the same answer (Fitbit's
    /// documented rule). False: any repeat counts as reuse.
    /// </summary>
    public bool RepeatGrace { get; init; } = true;

    /// <summary>
    /// Google answers a refresh with an ID token when <c>openid</c> was granted; false spares a benchmark the RSA signature.
    /// </summary>
    public bool IdTokenOnRefresh { get; init; } = true;

    /// <summary>
    /// Refresh tokens that live at once for one account and client; the oldest dies silently (Google: about 100).
    /// </summary>
    public int RefreshTokensPerGrant { get; init; } = 100;

    /// <summary>A refresh token not used for this long dies (Google: six months).</summary>
    public TimeSpan RefreshTokenInactivity { get; init; } = TimeSpan.FromDays(180);

    /// <summary>A refresh token dies at this age (7 days while Google's consent screen is in "Testing"); null = never.</summary>
    public TimeSpan? RefreshTokenLifetime { get; init; }

    /// <summary>What one person may ask of Fitbit's API in an hour.</summary>
    public int FitbitRequestsPerHour { get; init; } = 150;

    /// <summary>Fitbit gives the minutes of a day to applications of the kind "Personal" only; to others the zones.</summary>
    public bool FitbitIsPersonal { get; init; } = true;

    /// <summary>
    /// The <c>iss</c> of ID tokens. Null: the sandbox's own address. Google also sends <c>accounts.google.com</c>.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>Adds <c>iss</c> to authorization answers (RFC 9207).</summary>
    public bool IssuerInCallback { get; init; }

    /// <summary>
    /// The provider relies on a sign-in that was so long ago, although the request asks for a new one (<c>max_age</c>), and its
    /// ID token says so; null: it asks the person.
    /// </summary>
    public TimeSpan? RememberedSignIn { get; init; }

    /// <summary>Whether the boxes of the consent page are ticked when it opens.</summary>
    public bool ConsentBoxesTicked { get; init; } = true;

    /// <summary>The OAuth clients registered at Google.</summary>
    public IReadOnlyList<SandboxClient> Clients { get; init; } = [SandboxClient.CreateDefault()];
}
