using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>The backends that receive events: those with a webhook, about connections that their keys may see.</summary>
public sealed class EventSubscribers(
    IOptions<BrokerOptions> options, EventStreamRepository streams, EventDelivery delivery, TimeProvider clock)
    : IGrantSubscribers
{
    private readonly ApiKeyOptions[] _keys = [.. options.Value.Keys.Where(key => key.Webhook.IsSet)];

    public bool HasAny => _keys.Length > 0;

    public bool Want(string connector, string user) => Array.Exists(_keys, key => IsFor(key, connector, user));

    public async Task TakeAsync(Grant grant, CancellationToken cancellationToken)
    {
        foreach (var key in _keys.Where(key => IsFor(key, grant.Connector, grant.User)))
            await streams.AppendAsync(key, grant, clock.GetUtcNow());
        delivery.Trigger();
    }

    private static bool IsFor(ApiKeyOptions key, string connector, string user) =>
        key.Connectors.Contains(connector) && BrokerAccess.IsOf(key, user);
}

/// <summary>What a backend may be told about a person: checked before each attempt.</summary>
public sealed class EventAccess(UserRepository users, AllowList allowList, BackendUses uses)
{
    /// <summary>
    /// The event to send now. Of somebody who may not sign in now, or has stopped the key, only the end of the connection is
    /// told, in the place of what happened before it; the rest waits. Null: all of it does.
    /// </summary>
    internal async ValueTask<GrantEvent?> NextAsync(
        ApiKeyOptions key, EventStream stream, CancellationToken cancellationToken) =>
        await MayHearAsync(key, stream, cancellationToken)
            ? stream.Waiting[0]
            : Array.FindLast(stream.Waiting, static one => one.Type == GrantEventType.Disconnected);

    private async ValueTask<bool> MayHearAsync(ApiKeyOptions key, EventStream stream, CancellationToken cancellationToken) =>
        key.Identifiers == IdentifierSpace.Own
        || ((await users.FindAsync(stream.Identifier, cancellationToken) is not { } person || allowList.Allows(person.Value))
            && !await uses.IsStoppedAsync(stream.Identifier, key.Name, stream.Connector, cancellationToken));
}
