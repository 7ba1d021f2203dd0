using System.Buffers.Text;
using System.Text;
using TasksWeb.Broker;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>The connections of a backend, page by page. Ids of grants begin with connector and key: no others are read.</summary>
public sealed class ConnectionStates(GrantRepository grants)
{
    internal const int PageSize = 100;

    /// <summary>What one request reads at most to fill its page.</summary>
    private const int MostRead = 500;

    /// <summary>What stands in the place of identifiers where a backend has its own people; ';' comes after ':'.</summary>
    private const string OtherBackends = "broker:";
    private const string AfterOtherBackends = "broker;";

    /// <summary>The connection behind one identifier, whether there is one or not.</summary>
    public async Task<ConnectionState> FindAsync(BrokerSubject subject, CancellationToken cancellationToken) => StateOf(
        subject.Connector, subject.Identifier, (await grants.FindAsync(subject.Grant.Id, cancellationToken))?.Value);

    /// <param name="allowed">The connectors to look at, of the key's.</param>
    /// <param name="status">Only these; null: all.</param>
    /// <param name="after">The <c>Next</c> of the page before; null: the first page.</param>
    /// <exception cref="Errors.ProblemException">It is no such <paramref name="after"/>.</exception>
    public async Task<ConnectionStatePage> ListAsync(
        ApiKeyOptions key, IEnumerable<Connector> allowed, ConnectionStatus? status, string? after,
        CancellationToken cancellationToken)
    {
        var (found, read, cursor) = (new List<ConnectionState>(), 0, after is null ? "" : Decode(after));
        foreach (var connector in allowed.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var prefix = new GrantKey(connector.Name, BrokerAccess.UserPrefix(key)).Id;
            if (!cursor.StartsWith(prefix, StringComparison.Ordinal))
            {
                // The connectors before the one where the last page ended have been read.
                if (string.CompareOrdinal(prefix, cursor) < 0)
                    continue;
                cursor = prefix;
            }
            var isLast = false;
            while (!isLast)
            {
                isLast = true;
                await foreach (var stored in grants.ListAsync(cursor, PageSize, cancellationToken))
                {
                    var id = stored.Value.Key().Id;
                    if (!id.StartsWith(prefix, StringComparison.Ordinal))
                    {
                        isLast = true;
                        break;
                    }
                    isLast = false;
                    if (key.Identifiers == IdentifierSpace.Users
                        && stored.Value.User.StartsWith(OtherBackends, StringComparison.Ordinal))
                    {
                        cursor = prefix + AfterOtherBackends;
                        break;
                    }
                    cursor = id;
                    read++;
                    var state = StateOf(connector, stored.Value.User[BrokerAccess.UserPrefix(key).Length..], stored.Value);
                    if (status is null || state.Status == status)
                        found.Add(state);
                    if (found.Count == PageSize || read == MostRead)
                        return new ConnectionStatePage(found, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)));
                }
            }
        }
        return new ConnectionStatePage(found, Next: null);
    }

    private ConnectionState StateOf(Connector connector, string identifier, Grant? grant)
    {
        var readable = grant is null || grants.Opens(grant)
            ? grant
            : grant with { Status = GrantStatus.Dead, Reason = DeathReason.DecryptionFailed };
        var state = Connection.Create(connector.Name, connector.Name, connector, readable);
        return new ConnectionState(
            connector.Name, identifier, state.Status, state.Scopes, state.MissingScopes,
            state.ExpirationTime?.ToUniversalTime(), state.EndedAt?.ToUniversalTime(), state.Reason, state.Forecast, grant?.Tags);
    }

    private static string Decode(string after)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after));
        }
        catch (FormatException)
        {
            throw BrokerAccess.Invalid("after: the next of a page.");
        }
    }
}
