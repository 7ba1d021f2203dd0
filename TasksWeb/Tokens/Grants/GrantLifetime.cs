using TasksWeb.Storage;

namespace TasksWeb.Tokens.Grants;

/// <summary>The arithmetic of token lifetimes and generations.</summary>
internal static class GrantLifetime
{
    /// <summary>When a token ends that was issued now; null: nobody knows.</summary>
    /// <param name="lifetime">What the provider said. One that says "not at all" is given one buffer.</param>
    public static DateTimeOffset? EndOf(DateTimeOffset issuedAt, TimeSpan? lifetime, TimeSpan buffer) =>
        lifetime is { } said ? (issuedAt + (said > TimeSpan.Zero ? said : buffer)).ToStored() : null;

    /// <summary>The token is not the one that was rejected, and lives long enough.</summary>
    public static bool Suffices(AccessToken token, TokenRequirement need, TimeSpan buffer, DateTimeOffset now) =>
        token.Generation != need.RejectedGeneration
        && Suffices(token.IssuedAt, token.ExpirationTime, token.CameWithConsent, need, buffer, now);

    /// <inheritdoc cref="Suffices(AccessToken, TokenRequirement, TimeSpan, DateTimeOffset)"/>
    public static bool Suffices(Grant grant, TokenRequirement need, TimeSpan buffer, DateTimeOffset now) =>
        grant.Generation != need.RejectedGeneration
        && Suffices(grant.IssuedAt, grant.ExpiresAt, CameWithConsent(grant), need, buffer, now);

    /// <summary>A new token of this provider can live as long as the caller needs.</summary>
    public static bool IsAchievable(Grant grant, TokenRequirement need) =>
        need.MinimumLifetime == TimeSpan.Zero
        || CameWithConsent(grant)
        || grant.ExpiresAt is null
        || need.MinimumLifetime < grant.ExpiresAt - grant.IssuedAt;

    /// <summary>The access token came with the refresh token: how long renewed ones live is not known yet.</summary>
    public static bool CameWithConsent(Grant grant) => grant.ConsentedAt == grant.IssuedAt;

    /// <summary>Grows with every save, and over a deletion too: it is never behind the clock.</summary>
    public static long NextGeneration(long generation, DateTimeOffset now) =>
        Math.Max(generation + 1, now.ToUnixTimeMilliseconds());

    /// <summary>What remains of a grant that has ended: whose it was, when and why.</summary>
    public static Grant Tombstone(Grant grant, string reason, DateTimeOffset now)
    {
        var tombstone = new Grant
        {
            Connector = grant.Connector,
            User = grant.User,
            Account = grant.Account,
            Holder = grant.Holder,
            Generation = NextGeneration(grant.Generation, now),
            Status = GrantStatus.Dead,
            RequestedScopes = grant.RequestedScopes,
            KeyTags = grant.KeyTags,
            ImportedFrom = grant.ImportedFrom,
            Events = grant.Events,
            DiedAt = now,
            Reason = reason,
        };
        // A person who has to reconnect is shown the account; of a disconnected one only the subject stays.
        return tombstone.WasDisconnected()
            ? tombstone with { Holder = grant.Holder is { } holder ? new(holder.Subject) : null, KeyTags = null }
            : tombstone;
    }

    /// <summary>
    /// A grant that was refused for too long. Its tokens are no longer released, but kept for a while, in case it was the
    /// provider's mistake.
    /// </summary>
    public static Grant Retire(Grant grant, DateTimeOffset now) => grant with
    {
        Status = GrantStatus.Dead,
        Lease = null,
        Journal = null,
        RetryAt = null,
        DiedAt = now,
        Reason = DeathReason.Refused,
    };

    /// <summary>
    /// The buffer is at most half a renewed token's lifetime, so that short-lived tokens are not renewed at every call.
    /// </summary>
    private static bool Suffices(
        DateTimeOffset issuedAt, DateTimeOffset? expiresAt, bool cameWithConsent, TokenRequirement need, TimeSpan buffer,
        DateTimeOffset now)
    {
        if (expiresAt is not { } end)
            return true;
        var half = (end - issuedAt) / 2;
        var required = cameWithConsent || buffer < half ? buffer : half;
        return end - now > (need.MinimumLifetime > required ? need.MinimumLifetime : required);
    }
}
