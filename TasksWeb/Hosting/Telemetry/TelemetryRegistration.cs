using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TasksWeb.Foundation;
using TasksWeb.Hosting.Logging;

namespace TasksWeb.Hosting.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>
    /// Metrics over OTLP and for Prometheus, traces over OTLP: the app's own, ASP.NET Core's, the HTTP client's and the
    /// runtime's.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<TelemetryOptions>("OpenTelemetry")
            .Validate(
                options => string.IsNullOrWhiteSpace(options.Endpoint)
                    || (AbsoluteUri.TryParse(options.Endpoint, out var uri) && uri.Scheme is "http" or "https"),
                "OpenTelemetry:Endpoint must be an absolute address such as http://collector:4318.")
            .Validate(
                options => options.Interval >= TimeSpan.FromSeconds(1) && options.Interval <= TimeSpan.FromHours(1),
                "OpenTelemetry:Interval must be between 00:00:01 and 01:00:00.");
        builder.Services.AddSettings<PrometheusOptions>("Prometheus")
            .Validate(options => options.Port is null or (> 0 and <= 65535), "Prometheus:Port must be between 1 and 65535.");
        var isSent = !string.IsNullOrWhiteSpace(builder.Configuration["OpenTelemetry:Endpoint"]);
        var isScraped = !string.IsNullOrWhiteSpace(builder.Configuration["Prometheus:Port"]);
        if (isSent || isScraped)
            builder.Services.AddMetrics(isSent, isScraped);
        if (isSent)
            builder.Services.AddTraces();
        if (isScraped)
            builder.Services.AddHostedService<PrometheusEndpoint>();
    }

    private static void AddMetrics(this IServiceCollection services, bool isSent, bool isScraped) => services
        .ConfigureOptions<OtlpEndpoint>()
        .AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("TasksWeb", serviceVersion: Version()))
        .WithMetrics(metrics =>
        {
            metrics.AddMeter(AppMeter.Name)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation();
            if (isSent)
                metrics.AddOtlpExporter(OtlpEndpoint.Metrics, configure: null);
            if (isScraped)
                metrics.AddPrometheusExporter();
        });

    private static void AddTraces(this IServiceCollection services) => services
        .AddOpenTelemetry()
        .WithTracing(traces => traces
            // Queries hold codes and states. The package redacts the values only, and an environment variable turns that off.
            .AddAspNetCoreInstrumentation(options =>
                options.EnrichWithHttpRequest = (activity, request) => activity.SetTag("url.query", null)
                    .SetTag("url.path", RequestLog.PathOf(request)))
            .AddHttpClientInstrumentation()
            .AddOtlpExporter(OtlpEndpoint.Traces, configure: null));

    private static string? Version() =>
        typeof(TelemetryRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
