namespace TasksWeb.Connections;

public static class ConnectionsRegistration
{
    /// <summary>What people have connected.</summary>
    public static WebApplicationBuilder AddConnections(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConnectorNames>();
        services.AddSingleton<ConnectAddresses>();
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<AccountDeletion>();
        return builder;
    }
}
