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

    /// <summary>Of the connection, as the backend calls it; empty: it was deleted, and its events are told.</summary>
    public required string Identifier { get; init; }

    /// <summary>Who signs in here and whose connection it is; null: a person of the backend's own.</summary>
    public string? Person { get; init; }

    /// <summary>The connection was deleted: once its events are told, nothing says whose it was. Null: it was not.</summary>
    public bool? IsForgotten { get; init; }

    /// <summary>
    /// When the account was deleted, the person had stopped the key or could not sign in any more: only the end of the connection
    /// is told. Null: everything is. It counts once the account is deleted.
    /// </summary>
    public bool? IsWithheld { get; init; }

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
    private const string DeadGroup = "dead";
    private const int MaxDeadLetters = 20;

    /// <summary>The most events that are queued; the oldest but the first are given up.</summary>
    private const int MaxWaiting = 500;

    internal const string TooMany = "too many events wait";

    /// <summary>How long dead letters are kept.</summary>
    private static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    protected override string IdOf(EventStream value) => value.Id;

    protected override string? OwnerOf(EventStream value) => value.Person;

    protected override DateTimeOffset? DueOf(EventStream value) => value.DueAt;

    protected override string? GroupOf(EventStream value) => value.DeadLetters.Length > 0 ? DeadGroup : null;

    /// <summary>Streams with dead letters.</summary>
    public IAsyncEnumerable<EventStream> ListDeadAsync(int limit, CancellationToken cancellationToken) =>
        GroupPageAsync(DeadGroup, "", limit, cancellationToken).Select(stored => stored.Value);

    /// <summary>Changes the streams about a person's connections.</summary>
    /// <param name="change">Called again with the newer version if the sender has just saved it; null: it stays.</param>
    internal async Task ChangeAsync(string user, Func<EventStream, ValueTask<EventStream?>> change)
    {
        foreach (var id in await ListIdsByOwnerAsync(user, CancellationToken.None))
        {
            while (await FindAsync(id, CancellationToken.None) is { Value.Person: not null } stored
                && await change(stored.Value) is { } changed
                && await SaveAsync(changed, stored.Version, CancellationToken.None) is null)
            {
                // The sender has just saved it: read the new version.
            }
        }
    }

    /// <summary>Appends the grant's pending events, as far as they are new here.</summary>
    /// <param name="consent">Whether the backend may be told now.</param>
    /// <returns>The events that were given up because too many wait.</returns>
    internal async Task<IReadOnlyList<GrantEvent>> AppendAsync(
        ApiKeyOptions key, Grant grant, string identifier, PersonConsent consent, DateTimeOffset now)
    {
        GrantEvent[] givenUp = [];
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
                    Identifier = identifier,
                };
                var added = grant.Events!.Pending.Where(one => one.Sequence > stream.Sequence).ToList();
                GrantEvent[] all = [.. stream.Waiting, .. added];
                // The first may be on its way.
                var isFull = all.Length > MaxWaiting;
                givenUp = isFull ? all[1..^(MaxWaiting - 1)] : [];
                return added.Count == 0 && old is not null ? null : stream with
                {
                    Identifier = identifier,
                    Person = key.Identifiers == IdentifierSpace.Users ? identifier : null,
                    IsForgotten = grant.Events.IsForgotten,
                    IsWithheld = old is null && consent is (PersonConsent.NotAllowed or PersonConsent.Stopped)
                        ? true
                        : stream.IsWithheld,
                    Sequence = added.Count == 0 ? stream.Sequence : added[^1].Sequence,
                    Waiting = isFull ? [all[0], .. all[^(MaxWaiting - 1)..]] : all,
                    DeadLetters = Dead(stream, givenUp, now, TooMany),
                    // The sender of the first event, or its retry, continues.
                    DueAt = stream.Waiting.Length == 0 ? now.ToStored() : stream.DueAt,
                };
            },
            CancellationToken.None);
        return givenUp;
    }

    /// <summary>The stream without an event and those before it.</summary>
    /// <param name="why">Why it was given up; null: it was delivered.</param>
    internal static EventStream Without(EventStream stream, GrantEvent sent, DateTimeOffset now, string? why)
    {
        var dead = why is null ? stream.DeadLetters : Dead(stream, [sent], now, why);
        GrantEvent[] waiting = [.. stream.Waiting.Where(one => one.Sequence > sent.Sequence)];
        var kept = dead.Length > 0 ? DeadLetterRetention : GrantEvents.Patience;
        return WithoutNameOnceTold(stream with
        {
            Waiting = waiting,
            DeadLetters = dead,
            Failures = 0,
            DueAt = (waiting.Length > 0 ? now : now + kept).ToStored(),
        });
    }

    /// <summary>What stays of a deleted connection's stream recognizes an event that is queued again.</summary>
    internal static EventStream WithoutNameOnceTold(EventStream stream) => stream is not { IsForgotten: true, Waiting.Length: 0 }
        ? stream
        : stream with
        {
            Identifier = "",
            Person = null,
            DeadLetters = [.. stream.DeadLetters.Select(one => one with { Event = one.Event with { Account = null } })],
        };

    private static DeadLetter[] Dead(EventStream stream, GrantEvent[] givenUp, DateTimeOffset now, string why) =>
    [
        .. stream.DeadLetters.Concat(givenUp.Select(one => new DeadLetter(one, now.ToStored(), why))).TakeLast(MaxDeadLetters),
    ];
}
