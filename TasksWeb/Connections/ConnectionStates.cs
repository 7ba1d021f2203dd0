using System.Buffers.Text;
using System.Text;
using TasksWeb.Broker;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// The connections of a backend, page by page. Ids of first accounts begin with connector and key, so no others are read. Those
/// of further ones begin with the account, so others are skipped, a limited number per page.
/// </summary>
public sealed class ConnectionStates(GrantRepository grants, GrantAccounts accounts)
{
    internal const int PageSize = 100;

    /// <summary>The most grants that one request reads to fill its page.</summary>
    private const int MostRead = 500;

    /// <summary>The end of the range of a backend's own identifiers; ';' sorts after ':'.</summary>
    private const string AfterOtherBackends = "broker;";

    /// <summary>The connection behind one identifier, whether there is one or not, with all its accounts.</summary>
    public async Task<ConnectionState> FindAsync(BrokerSubject subject, CancellationToken cancellationToken)
    {
        var found = await accounts.ListAsync(subject.Connector.Name, subject.Grant.User, cancellationToken);
        if (found.Count == 0)
            return await FindOneAsync(subject, cancellationToken);
        var states = found.Select(grant => StateOf(subject.Key, subject.Connector, subject.Identifier, grant)).ToList();
        return states.Count == 1 ? states[0] : states[0] with { Accounts = states };
    }

    /// <summary>The connection of one account.</summary>
    public async Task<ConnectionState> FindOneAsync(BrokerSubject subject, CancellationToken cancellationToken) => StateOf(
        subject.Key, subject.Connector, subject.Identifier, (await grants.FindAsync(subject.Grant.Id, cancellationToken))?.Value);

    /// <param name="allowed">The connectors to look at, of the key's.</param>
    /// <param name="status">Only these; null: all.</param>
    /// <param name="after">The <c>Next</c> of the page before; null: the first page.</param>
    /// <exception cref="Errors.ProblemException">It is no such <paramref name="after"/>.</exception>
    public async Task<ConnectionStatePage> ListAsync(
        ApiKeyOptions key, IEnumerable<Connector> allowed, ConnectionStatus? status, string? after,
        CancellationToken cancellationToken)
    {
        var (found, read, cursor) = (new List<ConnectionState>(), 0, after is null ? "" : Decode(after));
        // Further accounts of all people sort together, after the first ones of their connector.
        var places = allowed.SelectMany(connector => new (Connector Connector, string Prefix)[]
        {
            (connector, new GrantKey(connector.Name, BrokerAccess.UserPrefix(key)).Id), (connector, connector.Name + "~"),
        });
        foreach (var (connector, prefix) in places.OrderBy(place => place.Prefix, StringComparer.Ordinal))
        {
            if (!cursor.StartsWith(prefix, StringComparison.Ordinal))
            {
                // Everything before the end of the last page has been read.
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
                    var (id, grant) = (stored.Value.Key().Id, stored.Value);
                    isLast = !id.StartsWith(prefix, StringComparison.Ordinal);
                    if (isLast)
                        break;
                    var isOfAnother = !BrokerAccess.IsOf(key, grant.User);
                    if (isOfAnother && grant.Account is null)
                    {
                        cursor = prefix + AfterOtherBackends;
                        break;
                    }
                    cursor = id;
                    read++;
                    if (!isOfAnother)
                    {
                        var state = StateOf(key, connector, grant.User[BrokerAccess.UserPrefix(key).Length..], grant);
                        if (status is null || state.Status == status)
                            found.Add(state);
                    }
                    if (found.Count == PageSize || read == MostRead)
                        return new ConnectionStatePage(found, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)));
                }
            }
        }
        return new ConnectionStatePage(found, Next: null);
    }

    private ConnectionState StateOf(ApiKeyOptions key, Connector connector, string identifier, Grant? grant)
    {
        var readable = grant is null || grants.Opens(grant)
            ? grant
            : grant with { Status = GrantStatus.Dead, Reason = DeathReason.DecryptionFailed };
        var state = Connection.Create(connector.Name, connector.Name, connector, readable);
        return new ConnectionState(
            connector.Name, identifier, state.Status, state.Scopes, state.MissingScopes,
            state.ExpirationTime?.ToUniversalTime(), state.EndedAt?.ToUniversalTime(), state.Reason, state.Forecast,
            grant?.TagsOf(key.Name), state.Account);
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
