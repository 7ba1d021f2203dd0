using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Broker.Audit;
using TasksWeb.Broker.Calls;
using TasksWeb.Broker.Events;
using TasksWeb.Broker.Import;
using TasksWeb.Broker.Links;
using TasksWeb.Foundation;
using TasksWeb.SignIn;

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
        services.AddSingleton<BackendUseRepository>();
        services.AddSingleton<BackendUses>();
        services.AddSingleton<IUserData>(provider => provider.GetRequiredService<BackendUses>());
        services.AddSingleton<PersonAccess>();
        services.AddAudit();
        services.AddLinks();
        services.AddImport();
        services.AddCalls();
        builder.AddEvents();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys.Scheme, configureOptions: null);
        // Chosen by path: rate limits know the key, a cookie does not open the broker, and a key opens nothing else.
        services.Configure<AuthenticationSchemeOptions>(Sessions.Scheme, options => options.ForwardDefaultSelector =
            static context => context.Request.Path.StartsWithSegments(BrokerPath.Root) ? ApiKeys.Scheme : null);
        return builder;
    }
}
