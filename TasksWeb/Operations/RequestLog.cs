using System.Diagnostics;
using System.Globalization;

namespace TasksWeb.Operations;

/// <summary>
/// One line a request: method, path, status, milliseconds. Never a query, a header, a cookie or a body; the path is written
/// percent-encoded, so that it cannot break the line.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> logger)
{
    public Task InvokeAsync(HttpContext context) =>
        logger.IsEnabled(LogLevel.Information) && !context.Request.Path.StartsWithSegments("/healthz") ? LoggedAsync(context) : next(context);

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
            Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Method} {request.Path.ToUriComponent()} {context.Response.StatusCode} {milliseconds:0.0} ms {Trace(context)}"));
        }
    }

    private static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>One value, because every one costs as much as the whole line.</summary>
    [LoggerMessage(LogLevel.Information, "{Request}")]
    private partial void Write(string request);
}
