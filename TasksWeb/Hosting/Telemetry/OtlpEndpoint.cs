using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace TasksWeb.Hosting.Telemetry;

/// <summary>Sets the endpoint of each signal's exporter, by name.</summary>
internal sealed class OtlpEndpoint(IOptions<TelemetryOptions> telemetry)
    : IConfigureNamedOptions<OtlpExporterOptions>, IConfigureNamedOptions<MetricReaderOptions>
{
    public const string Metrics = "metrics";
    public const string Traces = "traces";

    private const int GrpcPort = 4317;

    public void Configure(string? name, OtlpExporterOptions options)
    {
        var endpoint = new Uri(telemetry.Value.Endpoint!);
        options.Protocol = telemetry.Value.Protocol
            ?? (endpoint.Port == GrpcPort ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf);
        // OTLP/HTTP has a path for each signal (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request); gRPC has none.
        options.Endpoint = options.Protocol == OtlpExportProtocol.Grpc
            ? endpoint
            : new Uri($"{endpoint.ToString().TrimEnd('/')}/v1/{name}");
    }

    public void Configure(string? name, MetricReaderOptions options) =>
        options.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)telemetry.Value.Interval.TotalMilliseconds;

    public void Configure(OtlpExporterOptions options) => Configure(Traces, options);

    public void Configure(MetricReaderOptions options) => Configure(Metrics, options);
}
