using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>The backends that receive events: those with a webhook, about connections that their keys may see.</summary>
public sealed class EventSubscribers(
    IOptions<BrokerOptions> options, ApiKeys keys, PersonAccess people, EventStreamRepository streams,
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
            var consent = await people.CheckAsync(key, grant.Connector, identifier, cancellationToken);
            foreach (var lost in await streams.AppendAsync(key, grant, identifier, consent, clock.GetUtcNow()))
                delivery.NoteGivenUp(key.Name, grant.Connector, lost, EventStreamRepository.TooMany);
        }
        delivery.Trigger();
    }

    private bool IsFor(ApiKeyOptions key, string connector, string user) =>
        key.Connectors.Contains(connector) && BrokerAccess.IsOf(key, user) && !keys.HasEnded(key);
}
