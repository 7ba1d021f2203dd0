using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Import;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Revocation;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tokens;

public static class TokensRegistration
{
    /// <summary>Adds the vault with its providers and connectors; configuration overrides the built-in ones.</summary>
    public static WebApplicationBuilder AddTokens(this WebApplicationBuilder builder)
    {
        using var builtIn = typeof(TokensRegistration).Assembly.GetManifestResourceStream("TasksWeb.Tokens.builtin.json")!;
        var defaults = new ConfigurationBuilder().AddJsonStream(builtIn).Build();
        builder.Configuration.Sources.Insert(0, new ChainedConfigurationSource { Configuration = defaults });
        var presets = ProviderPresets.For(builder.Configuration.GetSection("Providers"));
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = presets });

        builder.AddSecretFile("Providers:*:ClientSecret");
        builder.AddSecretFile("Providers:*:PreviousClientSecret");

        var services = builder.Services;
        services.AddOptions<ConnectorsOptions>().Bind(builder.Configuration).ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<ConnectorsOptions>, ConnectorsValidation>();
        services.AddSingleton<IValidateOptions<ConnectorsOptions>, ConnectorsValidation>();
        foreach (var section in ConnectorsValidation.Sections)
            services.AddSingleton(section);
        services.AddSettings<TokenOptions>("Tokens");
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidation>();

        services.AddSingleton<ProviderMetadataRepository>();
        services.AddProviderTransport(nameof(MetadataReader));
        services.AddSingleton<MetadataReader>();
        services.AddSingleton<ProviderDiscovery>();
        services.AddHostedService(provider => provider.GetRequiredService<ProviderDiscovery>());
        services.AddSingleton<TokenMetrics>();
        services.AddSingleton<ConnectorCatalog>();
        services.AddSingleton<GrantSchedule>();
        services.AddSingleton<GrantOutbox>();
        services.AddSealed<GrantRepository>();
        services.AddSealed<RevocationRepository>();
        services.AddSingleton<SharedGrants>();
        services.AddSingleton<RevocationQueue>();
        services.AddScheduledWorker<RevocationWorker>();
        services.AddSingleton<ProviderBreaker>();
        services.AddSingleton<ProviderRateLimiter>();
        services.AddSingleton<GrantRefresher>();
        services.AddSingleton<GrantReader>();
        services.AddSingleton<GrantLeases>();
        services.AddSingleton<RejectionTracker>();
        services.AddSingleton<RefusedRenewals>();
        services.AddSingleton<LastingSave>();
        services.AddSingleton<RenewalWriter>();
        services.AddSingleton<GrantAccounts>();
        services.AddSingleton<AccountGrantRepository>();
        services.AddSingleton<AccountIndex>();
        services.AddSingleton<TokenVault>();
        services.AddSingleton<UsedCodeRepository>();
        services.AddScheduledWorker<UsedCodeCleanup>();
        services.AddSingleton<CodeExchanges>();
        services.AddSingleton<ImportRecordRepository>();
        services.AddSingleton<ImportRunRepository>();
        services.AddSingleton<ImportRuns>();
        services.AddSingleton<TokenImport>();
        services.AddSingleton<ExternalAuth>();
        services.AddHostedService<RefreshDrain>();
        services.AddScheduledWorker<RefreshJob>();
        services.AddSingleton<GrantCounts>().AddHostedService(provider => provider.GetRequiredService<GrantCounts>());
        services.AddHealthChecks().AddCheck<RefreshHealthCheck>("refresh", HealthStatus.Degraded);
        services.AddHostedService<CredentialsNotice>();
        services.AddSingleton<ProviderProblems>();
        services.AddSingleton<IProblemMapper>(provider => provider.GetRequiredService<ProviderProblems>());
        services.AddTransient<RefreshAndRetryHandler>();

        services.AddSealed<ClientKeyRepository>();
        services.AddSingleton<ClientKeys>();
        services.AddSingleton<ClientAuthenticator>();
        services.AddProviderTransport(nameof(UserInformationEndpoint));
        services.AddSingleton<UserInformationEndpoint>();
        services.AddSingleton<AccountReader>();
        services.AddProviderTransport(nameof(PushedRequests));
        services.AddSingleton<PushedRequests>();
        services.AddProviderTransport(nameof(TokenEndpoint));
        services.AddSingleton(provider => new TokenEndpoint(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(TokenEndpoint)),
            provider.GetRequiredService<ClientAuthenticator>(), provider.GetRequiredService<IOptions<TokenOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>A typed client whose every call goes through the vault, on the API of one connector.</summary>
    public static IServiceCollection AddProviderClient<TClient>(this IServiceCollection services, string connector)
        where TClient : class
    {
        var name = typeof(TClient).Name;
        services.AddOptions<ConnectorsOptions>().Validate(
            options => options.Connectors.TryGetValue(connector, out var found)
                && !string.IsNullOrWhiteSpace(found.ApiBaseAddress),
            $"Connectors:{connector}:ApiBaseAddress is missing.");
        services.AddHttpClient(name).UseProviderTransport().AddHttpMessageHandler<RefreshAndRetryHandler>();
        // One for the whole process: nothing of it belongs to a request, and its connections are renewed by the transport itself.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TClient>(provider, new ProviderClient(
            new HttpMessageInvoker(provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name)),
            new Uri(provider.GetRequiredService<ConnectorCatalog>()[connector].Options.ApiBaseAddress!),
            provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    /// <summary>
    /// Calls whose bodies stream (<see cref="StreamedCall"/>), through the same filter; <typeparamref name="TInner"/> stands
    /// between it and the transport.
    /// </summary>
    public static IServiceCollection AddStreamedCalls<TInner>(this IServiceCollection services)
        where TInner : DelegatingHandler
    {
        services.AddTransient<TInner>();
        services.AddHttpClient(nameof(StreamedCall)).UseProviderTransport()
            .AddHttpMessageHandler<RefreshAndRetryHandler>().AddHttpMessageHandler<TInner>();
        return services.AddKeyedSingleton(nameof(StreamedCall), static (provider, name) => new HttpMessageInvoker(
            provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler((string)name!)));
    }

    /// <summary>A named client for a provider's other endpoints, which are called without a token.</summary>
    public static void AddProviderTransport(this IServiceCollection services, string name) =>
        services.AddHttpClient(name).UseProviderTransport();

    /// <summary>
    /// No redirects, no cookies, no logging of requests; connections live two minutes so that DNS changes are seen. Callers set a
    /// timeout for each request.
    /// </summary>
    private static IHttpClientBuilder UseProviderTransport(this IHttpClientBuilder http) => http
        .RemoveAllLoggers()
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 64,
        });
}
