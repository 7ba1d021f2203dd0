using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>The backends that receive events: those with a webhook, about connections that their keys may see.</summary>
public sealed class EventSubscribers(
    IOptions<BrokerOptions> options, EventStreamRepository streams, EventDelivery delivery, EventAccess access,
    TimeProvider clock)
    : IGrantSubscribers
{
    private readonly ApiKeyOptions[] _keys = [.. options.Value.Keys.Where(key => key.Webhook.IsSet)];

    public bool HasAny => _keys.Length > 0;

    public bool Want(string connector, string user) => Array.Exists(_keys, key => IsFor(key, connector, user));

    public async Task TakeAsync(Grant grant, CancellationToken cancellationToken)
    {
        foreach (var key in _keys.Where(key => IsFor(key, grant.Connector, grant.User)))
        {
            if (await access.MayHearAsync(key, grant.Connector, grant.User, cancellationToken))
                await streams.AppendAsync(key, grant, clock.GetUtcNow());
        }
        delivery.Trigger();
    }

    private static bool IsFor(ApiKeyOptions key, string connector, string user) =>
        key.Connectors.Contains(connector) && BrokerAccess.IsOf(key, user);
}

/// <summary>Whether a backend may be told about a person: checked when an event occurs, and again before it is sent.</summary>
public sealed class EventAccess(UserRepository users, AllowList allowList, BackendUses uses)
{
    /// <summary>
    /// Not about somebody who may no longer sign in, or has stopped the key. The end of a deleted account's connection may be
    /// told.
    /// </summary>
    internal async ValueTask<bool> MayHearAsync(
        ApiKeyOptions key, string connector, string user, CancellationToken cancellationToken) =>
        key.Identifiers == IdentifierSpace.Own
        || ((await users.FindAsync(user, cancellationToken) is not { } person || allowList.Allows(person.Value))
            && !await uses.IsStoppedAsync(user, key.Name, connector, cancellationToken));
}
