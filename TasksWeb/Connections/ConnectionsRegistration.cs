using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

public static class ConnectionsRegistration
{
    /// <summary>What people have connected, and the broker for other backends.</summary>
    public static WebApplicationBuilder AddConnections(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConnectorNames>();
        services.AddSingleton<AuthorizeUrls>();
        services.AddSingleton<PendingConnections>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<AccountDeletion>();
        services.AddSingleton<ExternalAuth>();

        services.AddSettings<BrokerOptions>("Broker");
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidation>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<TokenAuditRepository>();
        services.AddSingleton<AuditLog>();
        services.AddScheduledWorker<TokenAuditCleanup>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys.Scheme, configureOptions: null);
        // Chosen by path, so that the rate limits know the key, and neither a cookie opens the broker nor a key anything else.
        services.Configure<AuthenticationSchemeOptions>(Sessions.Scheme,
            options => options.ForwardDefaultSelector = static context =>
            context.Request.Path.StartsWithSegments(BrokerController.Root) ? ApiKeys.Scheme : null);
        return builder;
    }
}
