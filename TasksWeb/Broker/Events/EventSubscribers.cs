using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>The backends that receive events: those with a webhook, about connections that their keys may see.</summary>
public sealed class EventSubscribers(
    IOptions<BrokerOptions> options, ApiKeys keys, EventAccess access, EventStreamRepository streams,
    EventDelivery delivery, TimeProvider clock)
    : IGrantSubscribers
{
    private readonly ApiKeyOptions[] _keys = [.. options.Value.Keys.Where(key => key.Webhook.IsSet)];

    public bool HasAny => _keys.Length > 0;

    public bool Want(string connector, string user) => Array.Exists(_keys, key => IsFor(key, connector, user));

    public async Task TakeAsync(Grant grant, CancellationToken cancellationToken)
    {
        foreach (var key in _keys.Where(key => IsFor(key, grant.Connector, grant.User)))
        {
            var identifier = grant.User[BrokerAccess.UserPrefix(key).Length..];
            var mayHear = await access.MayHearAsync(key, grant.Connector, identifier, cancellationToken);
            foreach (var lost in await streams.AppendAsync(key, grant, identifier, mayHear, clock.GetUtcNow()))
                delivery.NoteGivenUp(key.Name, grant.Connector, lost, EventStreamRepository.TooMany);
        }
        delivery.Trigger();
    }

    private bool IsFor(ApiKeyOptions key, string connector, string user) =>
        key.Connectors.Contains(connector) && BrokerAccess.IsOf(key, user) && !keys.HasEnded(key);
}

/// <summary>What a backend may be told about a person: checked when an event is queued and before each attempt.</summary>
public sealed class EventAccess(UserRepository users, AllowList allowList, BackendUses uses)
{
    /// <summary>
    /// The event to send now. Of somebody who may not sign in now or has stopped the key, also if the account was deleted since,
    /// only the end of the connection is told, in the place of what happened before it; the rest waits. Null: all of it does.
    /// </summary>
    internal async ValueTask<GrantEvent?> NextAsync(
        ApiKeyOptions key, EventStream stream, CancellationToken cancellationToken) =>
        await MayHearAsync(key, stream.Connector, stream.Identifier, cancellationToken) ?? stream.IsHeld != true
            ? stream.Waiting[0]
            : Array.FindLast(stream.Waiting, static one => one.Type == GrantEventType.Disconnected);

    /// <summary>Null: the account was deleted.</summary>
    internal async ValueTask<bool?> MayHearAsync(
        ApiKeyOptions key, string connector, string identifier, CancellationToken cancellationToken)
    {
        if (key.Identifiers == IdentifierSpace.Own)
            return true;
        if (await users.FindAsync(identifier, cancellationToken) is not { } person)
            return null;
        return allowList.Allows(person.Value) && await uses.UseAsync(identifier, key.Name, connector);
    }
}
