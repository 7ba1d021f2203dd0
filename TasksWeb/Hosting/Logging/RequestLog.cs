using System.Diagnostics;
using System.Globalization;
using TasksWeb.Broker.Links;

namespace TasksWeb.Hosting.Logging;

/// <summary>
/// One line a request: method, path, status, milliseconds, trace. Never a query, a header, a cookie or a body; the path is
/// percent-encoded. Cheaper than <c>UseSerilogRequestLogging</c>: docs/decisions/0010-request-log.md.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> log)
{
    public Task InvokeAsync(HttpContext context) =>
        log.IsEnabled(LogLevel.Information) && !context.Request.Path.StartsWithSegments("/healthz")
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
            var (request, tenths) = (context.Request, (long)(clock.GetElapsedTime(start).TotalMilliseconds * 10));
            Completed(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Method} {PathOf(request)} {context.Response.StatusCode} "
                + $"{tenths / 10}.{tenths % 10} ms {Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier}"));
        }
    }

    /// <summary>What follows <c>/connect/</c> is a secret.</summary>
    internal static string PathOf(HttpRequest request) =>
        request.Path.StartsWithSegments(ConnectLinksController.Page, out var rest) && rest.HasValue
            ? ConnectLinksController.Page + "/…"
            : request.Path.ToUriComponent();

    [LoggerMessage(EventId = 0, Level = LogLevel.Information, Message = "{Request}", SkipEnabledCheck = true)]
    private partial void Completed(string request);
}
