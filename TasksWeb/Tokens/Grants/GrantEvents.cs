namespace TasksWeb.Tokens.Grants;

/// <summary>The events of a grant, delivered and pending: stored with it, in the same save.</summary>
public sealed record GrantEvents
{
    /// <summary>An event of this age is given up: nobody took it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    public required GrantStanding Standing { get; init; }

    /// <summary>The scopes it had when it was last connected.</summary>
    public string[] Scopes { get; init; } = [];

    /// <summary>The consent whose end was announced; null: none was.</summary>
    public DateTimeOffset? EndingConsent { get; init; }

    /// <summary>Of the newest event; grows, also over a deletion, and leaves gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>Pending events, in order.</summary>
    public GrantEvent[] Pending { get; init; } = [];

    /// <summary>Deleted: nothing of it stays once its events have been queued.</summary>
    public bool? IsForgotten { get; init; }
}

/// <summary>The state of a connection, as others see it.</summary>
public enum GrantStanding
{
    Connected,

    /// <summary>It is dead, or its person is asked to reconnect.</summary>
    Died,

    /// <summary>There is none, or its person ended it.</summary>
    Disconnected,
}

/// <summary>Something that happened to a grant.</summary>
/// <param name="Type">One of <see cref="GrantEventType"/>.</param>
/// <param name="Reason">Why it ended (<see cref="DeathReason"/>); null: it did not.</param>
/// <param name="EndsAt">When it will end if nothing is done; null: that is not what happened.</param>
/// <param name="Account">
/// <see cref="Grant.AccountId"/> as it was then, so that every attempt says the same; null: erased with the account.
/// </param>
public sealed record GrantEvent(
    string Type, DateTimeOffset At, long Generation, long Sequence, string[] Scopes, string? Reason = null,
    DateTimeOffset? EndsAt = null, string? Account = null);

/// <summary>The types of events; stable values.</summary>
public static class GrantEventType
{
    public const string Connected = "connection.connected";
    public const string ScopesChanged = "connection.scopes_changed";
    public const string EndingSoon = "connection.ending_soon";
    public const string Died = "connection.died";
    public const string Recovered = "connection.recovered";
    public const string Disconnected = "connection.disconnected";
}
