using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>A person's connections: one for each account of a connector, or one that says that there is none.</summary>
public sealed class ConnectionList(
    TokenVault vault, ConnectorCatalog connectors, ConnectorNames names, IOptions<SignInOptions> signIn)
{
    /// <summary>
    /// The sign-in's first, unavailable ones last, then grants of connectors that are no longer configured; the first account of
    /// each before the others.
    /// </summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var grants = (await vault.ListAsync(user, cancellationToken))
            .ToLookup(grant => grant.Connector, StringComparer.Ordinal);
        return
        [
            .. connectors.All
                .SelectMany(connector => Shown(grants[connector.Name]).Select(grant => Connection.Create(
                    connector.Name, names.NameOf(connector.Name), connector, grant)))
                .OrderByDescending(connection => connection.Connector == signIn.Value.Connector)
                .ThenBy(connection => connection.Status == ConnectionStatus.Unavailable),
            .. grants.Where(group => connectors.Find(group.Key) is null).SelectMany(group => group)
                .Where(grant => grant.AccessToken is not null || grant.Reason == DeathReason.DisconnectedHere)
                .Select(grant => Connection.Create(grant.Connector, grant.Connector, connector: null, grant)),
        ];
    }

    /// <summary>What one connector shows: a disconnected account only if it is the first and there is no other.</summary>
    private static IEnumerable<Grant?> Shown(IEnumerable<Grant> grants)
    {
        var held = grants.Where(grant => !grant.WasDisconnected() || grant.Reason == DeathReason.DisconnectedHere)
            .OrderBy(grant => grant.Account is not null).ToList();
        IReadOnlyList<Grant?> none = [grants.FirstOrDefault(grant => grant.Account is null)];
        return held.Count > 0 ? held : none;
    }
}
