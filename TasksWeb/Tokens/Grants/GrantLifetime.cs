namespace TasksWeb.Tokens.Grants;

/// <summary>The arithmetic of token lifetimes and generations.</summary>
internal static class GrantLifetime
{
    /// <summary>What is assumed when a provider does not say how long a token lives.</summary>
    public static readonly TimeSpan Unstated = TimeSpan.FromHours(1);

    public static bool Suffices(AccessToken token, TokenRequirement need, TimeSpan buffer, DateTimeOffset now) =>
        Suffices(token.IssuedAt, token.ExpirationTime, token.CameWithConsent, need, buffer, now);

    public static bool Suffices(Grant grant, TokenRequirement need, TimeSpan buffer, DateTimeOffset now) =>
        Suffices(grant.IssuedAt, grant.ExpiresAt, CameWithConsent(grant), need, buffer, now);

    /// <summary>A new token of this provider can live as long as the caller needs.</summary>
    public static bool IsAchievable(Grant grant, TokenRequirement need) =>
        need.MinimumLifetime == TimeSpan.Zero
        || CameWithConsent(grant)
        || need.MinimumLifetime < grant.ExpiresAt - grant.IssuedAt;

    /// <summary>The access token came with the refresh token: how long renewed ones live is not known yet.</summary>
    public static bool CameWithConsent(Grant grant) => grant.ConsentedAt == grant.IssuedAt;

    /// <summary>Grows with every save, and over a deletion too: it is never behind the clock.</summary>
    public static long NextGeneration(long generation, DateTimeOffset now) =>
        Math.Max(generation + 1, now.ToUnixTimeMilliseconds());

    /// <summary>What remains of a grant that has ended: whose it was, when and why.</summary>
    public static Grant Tombstone(Grant grant, string reason, DateTimeOffset now) => new()
    {
        Connector = grant.Connector,
        User = grant.User,
        Generation = NextGeneration(grant.Generation, now),
        Status = GrantStatus.Dead,
        RequestedScopes = grant.RequestedScopes,
        DiedAt = now,
        Reason = reason,
    };

    /// <summary>
    /// The buffer is at most half a renewed token's life, so that a provider with short tokens is not asked at every call.
    /// </summary>
    private static bool Suffices(
        DateTimeOffset issuedAt, DateTimeOffset expiresAt, bool cameWithConsent, TokenRequirement need, TimeSpan buffer,
        DateTimeOffset now)
    {
        var half = (expiresAt - issuedAt) / 2;
        var required = cameWithConsent || buffer < half ? buffer : half;
        return expiresAt - now > (need.MinimumLifetime > required ? need.MinimumLifetime : required);
    }
}
