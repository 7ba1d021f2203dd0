namespace TasksWeb.Tokens;

/// <summary>Says at the start which connectors cannot be used because their provider has no credentials.</summary>
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
                LogNone(provider.Key, names);
            else
                LogNoSecret(provider.Key, names);
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Providers:{Provider}:ClientId and ClientSecret are not set: {Connectors} cannot be connected.")]
    private partial void LogNone(string provider, string connectors);

    [LoggerMessage(LogLevel.Warning, "Providers:{Provider}:ClientSecret is missing: {Connectors} cannot be connected.")]
    private partial void LogNoSecret(string provider, string connectors);
}
