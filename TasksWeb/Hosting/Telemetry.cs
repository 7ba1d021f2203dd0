using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary><c>OpenTelemetry</c>: where metrics and traces go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>An OTLP endpoint, for example <c>http://collector:4318</c>; null: nothing is sent.</summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// <c>Grpc</c> or <c>HttpProtobuf</c>; null: gRPC at its own port 4317, else HTTP
    /// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specify-protocol).
    /// </summary>
    public OtlpExportProtocol? Protocol { get; set; }

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>
/// Sends metrics and traces over OTLP: the app's own, ASP.NET Core's, the HTTP client's and the runtime's. The framework's traces hold no
/// query, where codes and states stand; a test sees to it.
/// </summary>
internal sealed class Telemetry(IOptions<TelemetryOptions> options) : IHostedService, IDisposable
{
    private const int GrpcPort = 4317;

    private static readonly string[] Meters =
        [AppMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http"];

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.Value.Endpoint))
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(
            "TasksWeb", serviceVersion: typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        _meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Value.Interval.TotalMilliseconds;
            })
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter(exporter => Aim(exporter, "v1/traces"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _meters?.Dispose();
    }

    private void Aim(OtlpExporterOptions exporter, string path)
    {
        var endpoint = new Uri(options.Value.Endpoint!);
        exporter.Protocol = options.Value.Protocol ?? (endpoint.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf);
        // OTLP/HTTP has a path for each signal (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request); gRPC has none.
        exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc ? endpoint : new Uri($"{endpoint.ToString().TrimEnd('/')}/{path}");
    }
}

internal static class TelemetryRegistration
{
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
        builder.Services.AddHostedService<Telemetry>();
    }
}
