using TasksWeb.SignIn;

namespace TasksWeb.Broker.Events;

/// <summary>
/// When an account is deleted, removes from its events whose they were: at once, or once what waits was sent or given up.
/// </summary>
internal sealed class EventErasure(EventStreamRepository streams, ApiKeys keys, PersonAccess people) : IUserData
{
    /// <summary>Notes for each stream whether the person lets the backend know. A repeated deletion leaves the note.</summary>
    public Task PrepareAsync(string user) => streams.ChangeAsync(user, async stream =>
    {
        var consent = keys.FindByName(stream.Key) is { } key
            ? await people.CheckAsync(key, stream.Connector, user, CancellationToken.None)
            : PersonConsent.Stopped;
        return consent == PersonConsent.Nobody
            ? null
            : stream with { IsWithheld = consent == PersonConsent.Given ? null : true };
    });

    public Task DeleteAsync(string user) => streams.ChangeAsync(user, static stream => ValueTask.FromResult<EventStream?>(
        EventStreamRepository.WithoutNameOnceTold(stream with { IsForgotten = true })));
}
