namespace TasksWeb.Errors;

/// <summary>
/// Answers unhandled exceptions, and error statuses without a body, with a problem: one middleware in place of the framework's
/// exception handler and status code pages.
/// </summary>
/// <param name="setHeaders">Sets what every response carries, problems too.</param>
internal sealed partial class ProblemHandler(
    RequestDelegate next, ProblemWriter writer, Action<HttpResponse> setHeaders, IEnumerable<IProblemMapper> mappers,
    ILogger<ProblemHandler> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        setHeaders(context.Response);
        try
        {
            await next(context);
            if (IsBare(context.Response))
                await writer.WriteAsync(context, Problem.ForStatus(context.Response.StatusCode));
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone. The log must not report a success.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            setHeaders(context.Response);
            await writer.WriteAsync(context, ProblemOf(e, context.Request));
        }
        catch (Exception e) when (Known(e, context.Request) is { } problem)
        {
            // The answer has begun: whoever reads it must not take it for whole.
            LogCut(context.Request.Path, problem.Code);
            context.Abort();
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode is >= 400 and < 600 && !response.HasStarted && response.ContentLength is null
        && string.IsNullOrEmpty(response.ContentType);

    private Problem? Known(Exception exception, HttpRequest request) => exception is ProblemException known
        ? known.Problem
        : mappers.Select(mapper => mapper.Map(exception, request)).OfType<Problem>().FirstOrDefault();

    private Problem ProblemOf(Exception exception, HttpRequest request)
    {
        if (Known(exception, request) is { } known)
            return known;
        if (exception is BadHttpRequestException bad)
            return new Problem(bad.StatusCode, "invalid_request") { Detail = bad.Message };
        LogUnexpected(exception, exception.GetType().Name);
        return Problem.Internal;
    }

    [LoggerMessage(LogLevel.Warning, "The answer of {Path} was cut off: {Code}")]
    private partial void LogCut(string path, string code);

    [LoggerMessage(LogLevel.Error, "A request failed unexpectedly: {Kind}")]
    private partial void LogUnexpected(Exception exception, string kind);
}
