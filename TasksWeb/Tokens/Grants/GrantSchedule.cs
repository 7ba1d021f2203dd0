using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>
/// When the background job next has something to do for a grant. A function of what is stored, so that every save knows it.
/// </summary>
public sealed class GrantSchedule(ConnectorCatalog connectors, IOptions<TokenOptions> options, TimeProvider clock)
{
    /// <summary>How long before its end a grant is listed among those that end.</summary>
    public static readonly TimeSpan EndingAhead = TimeSpan.FromDays(30);

    /// <summary>
    /// A use is written down this many times within <see cref="TokenOptions.ActiveWithin"/>, not at every call.
    /// </summary>
    private const int UsesWritten = 20;

    /// <summary>A dormant grant is renewed within the tenth of the provider's limit before this part of it.</summary>
    private const double LatestDormant = 0.9;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(6);

    /// <summary>How long the tokens of a grant that was refused for too long are kept.</summary>
    private static readonly TimeSpan KeptAfterRefusals = TimeSpan.FromDays(30);

    /// <summary>
    /// In use: ahead of the access token's end. Dormant: only before the provider's inactivity limit, and never without one.
    /// Being worked on: when the lease ends, in case its holder is gone. Refused: after a pause, in use or not. Dead: when tokens
    /// that were kept may go, then the tombstone. With something to tell: at once, or when its end has to be announced. With an
    /// end that no renewal moves: when it is to be listed.
    /// </summary>
    public DateTimeOffset? DueOf(Grant grant)
    {
        if (grant is { Lease: null, Events.Pending: [var first, ..] })
            return first.At;
        if (grant.Status == GrantStatus.Dead)
            return grant.DiedAt + (HoldsTokensTooLong(grant) ? KeptAfterRefusals : options.Value.TombstoneRetention);
        if (grant.Lease is { } lease)
            return lease.Until;
        var pause = grant.RetryAt + Pause(grant.Failures);
        var due = grant.RefreshToken is null ? grant.ExpiresAt : grant.Suspicion is not null ? pause : RenewalOf(grant);
        if (grant.RefreshToken is not null && due < pause)
            due = pause;
        var notice = grant.Events is null ? null : GrantOutbox.NoticeDue(grant, connectors.Find(grant.Connector)?.Provider);
        return Earlier(due, Earlier(notice, ListingOf(grant)));
    }

    /// <summary>The grant with or without the mark by which those that end soon are listed.</summary>
    public Grant MarkEnding(Grant grant)
    {
        var now = clock.GetUtcNow();
        var isEnding = grant.Status == GrantStatus.Active
            && (grant.IsSuspect() || (ForecastOf(grant) is { } forecast && forecast.EndsAt - now <= EndingAhead
                && (forecast.Cause != ForecastCause.Inactivity || now > LatestRenewalOf(grant, forecast.EndsAt))));
        return isEnding == (grant.IsEnding == true) ? grant : grant with { IsEnding = isEnding ? true : null };
    }

    /// <summary>A dead grant whose tokens go before its tombstone does.</summary>
    public bool HoldsTokensTooLong(Grant grant) =>
        grant.AccessToken is not null && KeptAfterRefusals < options.Value.TombstoneRetention;

    /// <summary>The stored grant should learn that it is in use.</summary>
    public bool IsUseWorthWriting(Grant grant, DateTimeOffset now) =>
        grant.Lease is null && now - LastUse(grant) > options.Value.ActiveWithin / UsesWritten;

    /// <summary>
    /// An end by inactivity is moved by a renewal, which is due before it. A grant that is not renewed is listed when it is
    /// postponed.
    /// </summary>
    private DateTimeOffset? ListingOf(Grant grant) =>
        grant.IsEnding != true && ForecastOf(grant) is { Cause: not ForecastCause.Inactivity } forecast
            // A due time is cut to the millisecond: a moment later it is true in any case.
            ? forecast.EndsAt - EndingAhead + TimeSpan.FromSeconds(1)
            : null;

    private Forecast? ForecastOf(Grant grant) =>
        connectors.Find(grant.Connector) is { } connector ? Forecast.Of(connector.Provider, grant) : null;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other : one;

    private DateTimeOffset? RenewalOf(Grant grant)
    {
        var limit = connectors.Find(grant.Connector)?.Provider.InactivityLimit;
        var dormant = grant.IssuedAt + (limit * (LatestDormant - (Jitter(grant) / 10)));
        if (grant.ExpiresAt is not { } end)
            return dormant;
        var half = (end - grant.IssuedAt) / 2;
        var ahead = options.Value.RefreshAhead < half ? options.Value.RefreshAhead : half;
        var due = end - (ahead * (1 - (Jitter(grant) / 4)));
        return LastUse(grant) + options.Value.ActiveWithin > due ? due : dormant;
    }

    /// <summary>When a grant that ends by inactivity should have been renewed.</summary>
    private static DateTimeOffset LatestRenewalOf(Grant grant, DateTimeOffset end) =>
        grant.IssuedAt + ((end - grant.IssuedAt) * LatestDormant);

    private static DateTimeOffset LastUse(Grant grant) => grant.UsedAt ?? grant.IssuedAt;

    /// <summary>What the job waits after a cool-down: 2, 4, 8 … minutes. A person who comes earlier does not.</summary>
    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromMinutes(Math.Min(Math.Pow(2, Math.Min(failures, 20)), LongestPause.TotalMinutes));

    /// <summary>
    /// From 0 to 1, another for every generation and the same on every instance: what expires together is not renewed together.
    /// </summary>
    private static double Jitter(Grant grant)
    {
        // FNV-1a, and the golden ratio to bring it up into the high bits.
        var hash = (ulong)grant.Generation;
        foreach (var letter in grant.User)
            hash = (hash ^ letter) * 0x100000001B3;
        return ((hash * 0x9E3779B97F4A7C15) >> 11) / (double)(1UL << 53);
    }
}
