using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace TasksWeb.Hosting.Telemetry;

/// <summary><c>Prometheus</c>: metrics to be scraped.</summary>
public sealed class PrometheusOptions
{
    /// <summary>The port of <c>/metrics</c>, which has nothing else; null: there is none.</summary>
    public int? Port { get; set; }
}

/// <summary>
/// A separate server for <c>/metrics</c>: it has nothing else, and the app's own port has no metrics, so that a firewall can
/// tell them apart.
/// </summary>
internal sealed class PrometheusEndpoint(MeterProvider metrics, IOptions<PrometheusOptions> options)
    : IHostedService, IAsyncDisposable
{
    private WebApplication? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenAnyIP(options.Value.Port!.Value);
        });
        _server = builder.Build();
        _server.UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        await _server.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
