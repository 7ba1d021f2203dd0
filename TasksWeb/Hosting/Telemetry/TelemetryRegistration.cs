using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TasksWeb.Foundation;
using TasksWeb.Hosting.Logging;

namespace TasksWeb.Hosting.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Metrics and traces over OTLP: the app's own, ASP.NET Core's, the HTTP client's and the runtime's.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<TelemetryOptions>("OpenTelemetry")
            .Validate(
                options => string.IsNullOrWhiteSpace(options.Endpoint)
                    || (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"),
                "OpenTelemetry:Endpoint must be an absolute address such as http://collector:4318.")
            .Validate(
                options => options.Interval >= TimeSpan.FromSeconds(1) && options.Interval <= TimeSpan.FromHours(1),
                "OpenTelemetry:Interval must be between 00:00:01 and 01:00:00.");
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OpenTelemetry:Endpoint"]))
            builder.Services.AddOpenTelemetryProviders();
    }

    private static void AddOpenTelemetryProviders(this IServiceCollection services) => services
        .ConfigureOptions<OtlpEndpoint>()
        .AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("TasksWeb", serviceVersion: Version()))
        .WithMetrics(metrics => metrics
            .AddMeter(AppMeter.Name)
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddRuntimeInstrumentation()
            .AddOtlpExporter(OtlpEndpoint.Metrics, configure: null))
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
