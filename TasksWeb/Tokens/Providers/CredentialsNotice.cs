namespace TasksWeb.Tokens.Providers;

/// <summary>Logs at startup which connectors cannot be used because their provider has no credentials.</summary>
internal sealed partial class CredentialsNotice(ConnectorCatalog connectors, ILogger<CredentialsNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in connectors.All
            .Where(connector => connector.IsOAuth2 && !connector.Provider.HasCredentials)
            .GroupBy(connector => connector.ProviderName, StringComparer.Ordinal))
        {
            var names = string.Join(", ", provider.Select(connector => connector.Name));
            if (string.IsNullOrWhiteSpace(provider.First().Provider.ClientId))
                LogNone($"Providers:{provider.Key}:ClientId", names);
            else
                LogNoSecret($"Providers:{provider.Key}:ClientSecret", names);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "{Key} and ClientSecret are not set: {Connectors} cannot be connected.")]
    private partial void LogNone(string key, string connectors);

    [LoggerMessage(LogLevel.Warning, "{Key} is missing: {Connectors} cannot be connected.")]
    private partial void LogNoSecret(string key, string connectors);
}
