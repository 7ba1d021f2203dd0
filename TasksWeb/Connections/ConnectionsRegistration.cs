using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

public static class ConnectionsRegistration
{
    /// <summary>What people have connected.</summary>
    public static WebApplicationBuilder AddConnections(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConnectorNames>().AddSingleton<IConnectorNames>(provider => provider.GetRequiredService<ConnectorNames>());
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<AccountDeletion>();
        return builder;
    }
}
