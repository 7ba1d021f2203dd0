using TasksWeb.SignIn;

namespace TasksWeb.Broker.Events;

/// <summary>
/// Erases whose connections events are about when the account is deleted: at once, or when what waits was told or given up.
/// </summary>
internal sealed class EventErasure(EventStreamRepository streams, ApiKeys keys, PersonAccess people) : IUserData
{
    /// <summary>Notes for each stream whether the person lets the backend know.</summary>
    public Task PrepareAsync(string user) => streams.ChangeAsync(user, async stream =>
    {
        var isTold = keys.FindByName(stream.Key) is { } key
            && await people.CheckAsync(key, stream.Connector, user, CancellationToken.None) == PersonConsent.Given;
        return stream with { IsWithheld = isTold ? null : true };
    });

    public Task DeleteAsync(string user) => streams.ChangeAsync(user, static stream => ValueTask.FromResult(
        EventStreamRepository.WithoutNameOnceTold(stream with { IsForgotten = true })));
}
