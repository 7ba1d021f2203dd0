using System.Diagnostics;
using System.Globalization;
using Serilog.Events;

namespace TasksWeb.Hosting;

/// <summary>
/// One line a request: method, path, status, milliseconds. Never a query, a header, a cookie or a body; the path is written
/// percent-encoded, so that it cannot break the line. Speaks to Serilog itself: the way through the framework's logging costs
/// three times the line.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider clock, Serilog.ILogger log)
{
    private readonly Serilog.ILogger _log = log.ForContext<RequestLog>();

    public Task InvokeAsync(HttpContext context) =>
        _log.IsEnabled(LogEventLevel.Information) && !context.Request.Path.StartsWithSegments("/healthz")
            ? LoggedAsync(context)
            : next(context);

    private async Task LoggedAsync(HttpContext context)
    {
        var start = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var (request, milliseconds) = (context.Request, clock.GetElapsedTime(start).TotalMilliseconds);
            _log.Information("{Request}", string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Method} {request.Path.ToUriComponent()} {context.Response.StatusCode} {milliseconds:0.0} ms {Trace(context)}"));
        }
    }

    private static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
