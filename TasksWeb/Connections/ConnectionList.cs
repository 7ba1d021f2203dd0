using Microsoft.Extensions.Options;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>A person's connections, one for each connector.</summary>
public sealed class ConnectionList(
    TokenVault vault, ConnectorCatalog connectors, ConnectorNames names, IOptions<SignInOptions> signIn)
{
    /// <summary>The sign-in's first, unavailable ones last, then grants of connectors that are no longer configured.</summary>
    public async Task<IReadOnlyList<Connection>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var grants = (await vault.ListAsync(user, cancellationToken))
            .ToDictionary(grant => grant.Connector, StringComparer.Ordinal);
        return
        [
            .. connectors.All
                .Select(connector => Connection.Create(
                    connector.Name, names.NameOf(connector.Name), connector, grants.GetValueOrDefault(connector.Name)))
                .OrderByDescending(connection => connection.Connector == signIn.Value.Connector)
                .ThenBy(connection => connection.Status == ConnectionStatus.Unavailable),
            .. grants.Values
                .Where(grant => connectors.Find(grant.Connector) is null
                    && (grant.AccessToken is not null || grant.Reason == DeathReason.DisconnectedHere))
                .Select(grant => Connection.Create(grant.Connector, grant.Connector, connector: null, grant)),
        ];
    }
}
