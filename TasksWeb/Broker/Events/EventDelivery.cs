using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>
/// Sends events to backends, in order per grant, at least once, and retries for three days. Events that may not be sent now, or
/// not by this instance, wait as long. Then the event is a dead letter, and the next one follows.
/// </summary>
public sealed partial class EventDelivery(
    EventStreamRepository streams, ApiKeys keys, PersonAccess people, IMeterFactory meters, WorkerMetrics metrics,
    TimeProvider clock, ILogger<EventDelivery> logger)
    : ScheduledWorker<EventStream>(streams, metrics, clock, logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Another instance may have other settings.</summary>
    private static readonly Delivery NoReceiver = new("no key of this name has a webhook here", IsNotSent: true);

    private static readonly Delivery NotAllowed =
        new("the person may not use this site now, or has stopped the key", IsNotSent: true);

    /// <summary>How long one stream is sent before others get their turn.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    private readonly Counter<long> _attempts = meters.Create(AppMeter.Name).CreateCounter<long>(
        "tasksweb.events", "{event}", "Attempts to deliver events, by key and outcome.");

    private readonly ConcurrentDictionary<string, WebhookReceiver> _receivers = new(StringComparer.Ordinal);

    /// <summary>Shorter while a receiver has more events than it takes at once.</summary>
    protected override TimeSpan Interval => _receivers.Values.Any(static receiver => receiver.HasTurns)
        ? WebhookReceiver.Interval
        : TimeSpan.FromSeconds(10);

    /// <summary>All receivers may hang, each with as many streams as it takes, and leave room for one more.</summary>
    protected override int MaxConcurrency => (keys.WebhookCount + 1) * WebhookReceiver.MaxStreams;

    /// <summary>Each stream of a receiver that hangs may keep a round open, and events of others begin another.</summary>
    protected override int MaxRounds => MaxConcurrency;

    /// <summary>Longer than one attempt: it is prolonged after each.</summary>
    protected override TimeSpan ClaimDuration(EventStream value) =>
        TimeSpan.FromSeconds(20) + (keys.FindByName(value.Key)?.Webhook.Timeout ?? TimeSpan.Zero);

    protected override async Task WorkAsync(Stored<EventStream> claimed, CancellationToken cancellationToken)
    {
        var stream = claimed.Value;
        if (stream.Waiting is not [var oldest, ..])
        {
            await streams.DeleteAsync(claimed, cancellationToken);
            return;
        }
        if (keys.FindByName(stream.Key) is not { Webhook.IsSet: true } key)
        {
            await NoteAsync(stream, oldest, NoReceiver);
            return;
        }
        var receiver = _receivers.GetOrAdd(key.Name, _ => new WebhookReceiver(key.Webhook, Clock));
        using var slot = await receiver.EnterAsync(cancellationToken);
        if (!slot.IsAcquired)
        {
            await streams.SaveAsync(
                stream with { DueAt = receiver.NextTurn().ToStored() }, claimed.Version, cancellationToken);
            return;
        }
        // Events that arrive meanwhile are queued behind these, and no other instance sends.
        var extended = stream with { DueAt = (Clock.GetUtcNow() + ClaimDuration(stream)).ToStored() };
        if (await streams.SaveAsync(extended, claimed.Version, cancellationToken) is null)
            return;
        var begun = Clock.GetTimestamp();
        while (stream.Waiting.Length > 0
            && await DeliverAsync(key, receiver, stream, cancellationToken) is { } after)
        {
            stream = after;
            if (stream.Waiting.Length == 0 || Clock.GetElapsedTime(begun) < Turn)
                continue;
            await streams.UpsertAsync(
                stream.Id, old => old is null ? null : ExtendClaim(old, Clock.GetUtcNow()), CancellationToken.None);
            break;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        foreach (var receiver in _receivers.Values)
            receiver.Dispose();
    }

    /// <summary>
    /// Sends at once what has waited because the person had stopped the key; what is due soon may be on its way. If the store
    /// does not respond, it is sent within an hour.
    /// </summary>
    public async Task ResumeAsync(string user, string key)
    {
        var now = Clock.GetUtcNow();
        try
        {
            await streams.ChangeAsync(user, stream => ValueTask.FromResult(
                stream.Key == key && stream.Waiting.Length > 0 && stream.DueAt > now + ClaimDuration(stream)
                    ? stream with { DueAt = now.ToStored() }
                    : null));
        }
        catch (StorageUnavailableException e)
        {
            LogNotResumed(key, e.Message);
        }
        Trigger();
    }

    /// <summary>Counts and logs an event that the backend never gets.</summary>
    internal void NoteGivenUp(string key, string connector, GrantEvent lost, string why)
    {
        Count(key, "given_up");
        LogGivenUp(key, lost.Type, connector, why);
    }

    /// <summary>The stream without the event; null: the event is retried later.</summary>
    private async Task<EventStream?> DeliverAsync(
        ApiKeyOptions key, WebhookReceiver receiver, EventStream stream, CancellationToken cancellationToken) =>
        await NextAsync(key, stream, cancellationToken) is { } next
            ? await NoteAsync(stream, next, await receiver.SendAsync(EventMessage.Of(stream, next), cancellationToken))
            : await NoteAsync(stream, stream.Waiting[0], NotAllowed);

    /// <summary>
    /// The event to send now. Of somebody who may not sign in now or has stopped the key, or had when the account was deleted,
    /// only the end of the connection is told, in the place of what happened before it; the rest waits. Null: all of it does.
    /// </summary>
    private async ValueTask<GrantEvent?> NextAsync(
        ApiKeyOptions key, EventStream stream, CancellationToken cancellationToken)
    {
        var consent = stream.IsForgotten == true
            ? PersonConsent.Nobody
            : await people.SeeAsync(key, stream.Connector, stream.Identifier, cancellationToken);
        return consent == PersonConsent.Given || (consent == PersonConsent.Nobody && stream.IsWithheld != true)
            ? stream.Waiting[0]
            : Array.FindLast(stream.Waiting, static one => one.Type == GrantEventType.Disconnected);
    }

    /// <inheritdoc cref="DeliverAsync"/>
    private async Task<EventStream?> NoteAsync(EventStream stream, GrantEvent next, Delivery delivery)
    {
        var now = Clock.GetUtcNow();
        var isGivenUp = delivery.Why is not null && now - next.At > GrantEvents.Patience;
        // What a person does not want to be told is nobody's failure.
        var isDropped = isGivenUp && delivery == NotAllowed;
        if (isDropped)
        {
            Count(stream.Key, "withheld");
            LogWithheld(stream.Key, next.Type, stream.Connector);
        }
        else if (isGivenUp)
            NoteGivenUp(stream.Key, stream.Connector, next, delivery.Why!);
        else
            Count(stream.Key, delivery.Why is null ? "delivered" : delivery.IsNotSent ? "held" : "failed");
        if (delivery.Why is { } failure && !isGivenUp)
        {
            LogPutOff(stream.Key, next.Type, failure);
            await streams.UpsertAsync(
                stream.Id,
                old => old is null ? null : PutOff(old, now, delivery.RetryAfter),
                CancellationToken.None);
            return null;
        }
        var (until, why) = (now + ClaimDuration(stream), isDropped ? null : delivery.Why);
        var after = await streams.UpsertAsync(
            stream.Id,
            old => old is null ? null : ExtendClaim(EventStreamRepository.Without(old, next, now, why), until),
            CancellationToken.None);
        return after.Value;
    }

    private static EventStream PutOff(EventStream stream, DateTimeOffset now, TimeSpan? retryAfter) => stream with
    {
        Failures = stream.Failures + 1,
        DueAt = (now + BackOff.After(stream.Failures + 1, retryAfter, LongestWait)).ToStored(),
    };

    private static EventStream ExtendClaim(EventStream stream, DateTimeOffset until) =>
        stream.Waiting.Length == 0 ? stream : stream with { DueAt = until.ToStored() };

    private void Count(string key, string outcome) => _attempts.Add(1, new TagList { { "key", key }, { "outcome", outcome } });

    [LoggerMessage(LogLevel.Warning, "An event for key {Key} ({Type}) is put off: {Why}.")]
    private partial void LogPutOff(string key, string type, string why);

    [LoggerMessage(
        LogLevel.Information,
        "An event for key {Key} ({Type} of {Connector}) is not sent: the person has not allowed the key for three days.")]
    private partial void LogWithheld(string key, string type, string connector);

    [LoggerMessage(LogLevel.Warning, "Events for key {Key} wait up to an hour, though the person has allowed it again: {Why}")]
    private partial void LogNotResumed(string key, string why);

    [LoggerMessage(LogLevel.Error, "An event for key {Key} ({Type} of {Connector}) is given up: {Why}.")]
    private partial void LogGivenUp(string key, string type, string connector, string why);
}
