using System.Diagnostics;

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
            Write(
                context.Request.Method, context.Request.Path.ToUriComponent(), context.Response.StatusCode,
                Math.Round(clock.GetElapsedTime(start).TotalMilliseconds, 1), Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Method} {Path} {Status} {Milliseconds} ms {TraceId}")]
    private partial void Write(string method, string path, int status, double milliseconds, string traceId);
}
