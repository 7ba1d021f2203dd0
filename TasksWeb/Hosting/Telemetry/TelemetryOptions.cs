using OpenTelemetry.Exporter;

namespace TasksWeb.Hosting.Telemetry;

/// <summary><c>OpenTelemetry</c>: where metrics and traces go.</summary>
public sealed class TelemetryOptions
{
    /// <summary>An OTLP endpoint, for example <c>http://collector:4318</c>; null or empty: nothing is collected.</summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// <c>Grpc</c> or <c>HttpProtobuf</c>; null: gRPC at its own port 4317, else HTTP
    /// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specify-protocol).
    /// </summary>
    public OtlpExportProtocol? Protocol { get; set; }

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);
}
