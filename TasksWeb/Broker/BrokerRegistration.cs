using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Broker.Calls;
using TasksWeb.Broker.Events;
using TasksWeb.Broker.Import;
using TasksWeb.Broker.Links;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;

namespace TasksWeb.Broker;

public static class BrokerRegistration
{
    public static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings<BrokerOptions>("Broker");
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidation>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<IPathAuthentication>(provider => provider.GetRequiredService<ApiKeys>());
        services.AddSingleton<BrokerAccess>();
        services.AddSingleton<TokenAuditRepository>();
        services.AddSingleton<AuditStartRepository>();
        services.AddSingleton<AuditStarts>();
        services.AddSingleton<TokenAuditLog>();
        services.AddScheduledWorker<TokenAuditCleanup>();
        services.AddSingleton<BackendUseRepository>();
        services.AddSingleton<BackendUses>();
        services.AddSingleton<PersonAccess>();
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<BackendUses>());
        services.AddSingleton<ConnectLinkRepository>();
        services.AddSingleton<ConnectLinks>();
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<ConnectLinks>());
        services.AddScheduledWorker<ConnectLinkCleanup>();
        services.AddSingleton<AuditCheck>();
        services.AddSingleton(provider => new Lazy<AuditCheck>(provider.GetRequiredService<AuditCheck>));
        services.AddCommand<VerifyAuditCommand>(VerifyAuditCommand.Usage);
        services.AddSingleton<ImportPlan>();
        services.AddCommand<ImportCommand>(ImportCommand.Usage);
        services.AddCalls();
        builder.AddEvents();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys.Scheme, configureOptions: null);
        // Chosen by path: rate limits know the key, a cookie does not open the broker, and a key opens nothing else.
        services.Configure<AuthenticationSchemeOptions>(Sessions.Scheme, options => options.ForwardDefaultSelector =
            static context => context.Request.Path.StartsWithSegments(BrokerController.Root) ? ApiKeys.Scheme : null);
        return builder;
    }
}
