using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>The events of one grant for one backend, as stored, in the order in which they are sent.</summary>
public sealed record EventStream
{
    /// <summary>The name of the backend's key, and a digest of the grant's.</summary>
    public required string Id { get; init; }
    public required string Key { get; init; }
    public required string Connector { get; init; }

    /// <summary>Of the connection, as the backend calls it.</summary>
    public required string Identifier { get; init; }

    /// <inheritdoc cref="Grant.AccountId"/>
    public required string Account { get; init; }

    /// <summary>Of the newest event that was queued; older ones are not queued again.</summary>
    public long Sequence { get; init; }
    public GrantEvent[] Waiting { get; init; } = [];

    /// <summary>The latest events that were given up.</summary>
    public DeadLetter[] DeadLetters { get; init; } = [];

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; init; }

    /// <summary>The next attempt, or when dead letters are deleted.</summary>
    public DateTimeOffset DueAt { get; init; }
}

/// <summary>An event that the backend did not accept in time.</summary>
/// <param name="Why">The last attempt's outcome.</param>
public sealed record DeadLetter(GrantEvent Event, DateTimeOffset GivenUpAt, string Why);

/// <summary>The streams of events that are stored.</summary>
public sealed class EventStreamRepository(IDocumentStore store) : Repository<EventStream>(store, "events")
{
    private const string Dead = "dead";
    private const int MaxDeadLetters = 20;

    /// <summary>The most events that are queued; older ones are given up.</summary>
    private const int MaxWaiting = 500;

    /// <summary>An event of this age is not sent again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    /// <summary>How long dead letters are kept.</summary>
    private static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    protected override string IdOf(EventStream value) => value.Id;

    protected override DateTimeOffset? DueOf(EventStream value) => value.DueAt;

    protected override string? GroupOf(EventStream value) => value.DeadLetters.Length > 0 ? Dead : null;

    /// <summary>Streams with dead letters.</summary>
    public IAsyncEnumerable<EventStream> ListDeadAsync(int limit, CancellationToken cancellationToken) =>
        GroupPageAsync(Dead, "", limit, cancellationToken).Select(stored => stored.Value);

    /// <summary>Appends the grant's pending events, as far as they are new here.</summary>
    internal async Task AppendAsync(ApiKeyOptions key, Grant grant, DateTimeOffset now)
    {
        var id = $"{key.Name}/{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(grant.Key().Id)))}";
        await UpsertAsync(
            id,
            old =>
            {
                var stream = old ?? new EventStream
                {
                    Id = id,
                    Key = key.Name,
                    Connector = grant.Connector,
                    Identifier = grant.User[BrokerAccess.UserPrefix(key).Length..],
                    Account = grant.AccountId(),
                };
                var added = grant.Events!.Pending.Where(one => one.Sequence > stream.Sequence).ToList();
                return added.Count == 0 && old is not null ? null : Bounded(stream with
                {
                    Account = grant.AccountId(),
                    Sequence = added.Count == 0 ? stream.Sequence : added[^1].Sequence,
                    Waiting = [.. stream.Waiting, .. added],
                    // The sender of the first event, or its retry, continues.
                    DueAt = stream.Waiting.Length == 0 ? now.ToStored() : stream.DueAt,
                }, now);
            },
            CancellationToken.None);
    }

    /// <summary>The stream without an event and those before it.</summary>
    /// <param name="why">Why it was given up; null: it was delivered.</param>
    internal static EventStream Without(EventStream stream, GrantEvent sent, DateTimeOffset now, string? why)
    {
        DeadLetter[] dead = why is null
            ? stream.DeadLetters
            : [.. stream.DeadLetters.Append(new DeadLetter(sent, now.ToStored(), why)).TakeLast(MaxDeadLetters)];
        GrantEvent[] waiting = [.. stream.Waiting.Where(one => one.Sequence > sent.Sequence)];
        var kept = dead.Length > 0 ? DeadLetterRetention : Patience;
        return stream with
        {
            Waiting = waiting,
            DeadLetters = dead,
            Failures = 0,
            DueAt = (waiting.Length > 0 ? now : now + kept).ToStored(),
        };
    }

    private static EventStream Bounded(EventStream stream, DateTimeOffset now) => stream.Waiting.Length <= MaxWaiting
        ? stream
        : Without(stream, stream.Waiting[^(MaxWaiting + 1)], now, "too many events wait") with { DueAt = stream.DueAt };
}
