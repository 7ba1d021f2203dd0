using TasksWeb.Errors;

namespace TasksWeb.Connections;

public static class ConnectionsRegistration
{
    public static WebApplicationBuilder AddConnections(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConnectorNames>()
            .AddSingleton<IConnectorNames>(provider => provider.GetRequiredService<ConnectorNames>());
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<ConnectionStates>();
        return builder;
    }
}
