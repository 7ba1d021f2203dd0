using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Broker;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>How the connections of a backend are, without any token.</summary>
[ApiController]
[Authorize]
[Route(BrokerPath.Root)]
public sealed class ConnectionStateController(ConnectionStates states, BrokerAccess access, ConnectorCatalog connectors)
    : ControllerBase
{
    private const int MaxCursorLength = 1024;

    private static readonly Dictionary<string, ConnectionStatus> Statuses = new(StringComparer.Ordinal)
    {
        ["connected"] = ConnectionStatus.Connected,
        ["scope_missing"] = ConnectionStatus.ScopeMissing,
        ["ended"] = ConnectionStatus.Ended,
        ["not_connected"] = ConnectionStatus.NotConnected,
    };

    /// <summary>
    /// The state of one connection; <c>not_connected</c> where there is none. Of several accounts the first, and all in
    /// <c>accounts</c>.
    /// </summary>
    /// <param name="connector">A connector that the key may use.</param>
    /// <param name="identifier">Whose connection it is; percent-encoded.</param>
    /// <remarks>The parameter <c>account</c> names the only one to look at.</remarks>
    [HttpGet("{connector}/{identifier}")]
    public async Task<ConnectionState> Find(string connector, string identifier)
    {
        Response.Headers.CacheControl = "no-store";
        var subject = await access.FindAsync(
            HttpContext, connector, BrokerPath.ReadIdentifier(HttpContext, segmentsAfter: 0));
        return SessionGrants.ReadAccount(Request) is null
            ? await states.FindAsync(subject, HttpContext.RequestAborted)
            : await states.FindOneAsync(await access.ChooseAccountAsync(HttpContext, subject), HttpContext.RequestAborted);
    }

    /// <summary>The connections of the key, up to 100 on a page; one with a <c>next</c> is not the last, even if empty.</summary>
    /// <param name="connector">Only this one; left out: all that the key may use.</param>
    /// <param name="status"><c>connected</c>, <c>scope_missing</c>, <c>ended</c> or <c>not_connected</c> (disconnected).</param>
    /// <param name="after">The <c>next</c> of the page before.</param>
    [HttpGet("")]
    public async Task<ConnectionStatePage> List(string? connector = null, string? status = null, string? after = null)
    {
        Response.Headers.CacheControl = "no-store";
        ConnectionStatus? only = status is null ? null
            : Statuses.TryGetValue(status, out var known) ? known
            : throw BrokerAccess.Invalid($"status: one of {string.Join(", ", Statuses.Keys)}.");
        if (after?.Length > MaxCursorLength)
            throw BrokerAccess.Invalid("after: the next of a page.");
        var key = BrokerAccess.KeyOf(HttpContext);
        var allowed = connector is null
            ? key.Connectors.Select(name => connectors[name])
            : [access.FindConnector(HttpContext, connector)];
        var page = await states.ListAsync(key, allowed, only, after, HttpContext.RequestAborted);
        var seen = new List<ConnectionState>();
        foreach (var state in page.Connections)
        {
            if (await access.MaySeeAsync(key, state.Connector, state.Identifier, HttpContext.RequestAborted))
                seen.Add(state);
        }
        return page with { Connections = seen };
    }
}

/// <param name="Next">The next page's <c>after</c>; null: this is the last.</param>
public sealed record ConnectionStatePage(IReadOnlyList<ConnectionState> Connections, string? Next);

/// <summary>One connection of a backend.</summary>
/// <param name="Scopes">What was granted.</param>
/// <param name="MissingScopes">What calls need and was not granted.</param>
/// <param name="ExpirationTime">Of the current access token, which is renewed before; null: the provider did not say.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Reason">Why it ended, in a stable word.</param>
/// <param name="Forecast">When it will end if nothing is done.</param>
/// <param name="Tags">Of the connect link it was made with.</param>
/// <param name="Account">Which account; null: there is none.</param>
/// <param name="Accounts">Where several are connected: the state of each.</param>
public sealed record ConnectionState(
    string Connector, string Identifier, ConnectionStatus Status, IReadOnlyList<string> Scopes,
    IReadOnlyList<string> MissingScopes, DateTimeOffset? ExpirationTime, DateTimeOffset? EndedAt, string? Reason,
    Forecast? Forecast, IReadOnlyDictionary<string, string>? Tags, ConnectedAccount? Account,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConnectionState>? Accounts = null);
