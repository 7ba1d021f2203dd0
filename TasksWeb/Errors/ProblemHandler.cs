using System.Security.Cryptography;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Problems;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Errors;

/// <summary>
/// Translates what the rooms below throw into problems, and gives words to answers that are a status and nothing else; the one place where
/// they meet HTTP. The framework's two layers for this cost every request a step of its own each.
/// </summary>
internal sealed partial class ProblemHandler(
    RequestDelegate next, ProblemWriter writer, ProviderProblems providers, ILogger<ProblemHandler> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsBare(context.Response))
                await writer.WriteAsync(context, Problem.ForStatus(context.Response.StatusCode));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more; the log shall not say that it went well.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await writer.WriteAsync(context, ProblemOf(e, context.Request));
        }
    }

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode is >= 400 and < 600 && !response.HasStarted && response.ContentLength is null && string.IsNullOrEmpty(response.ContentType);

    /// <summary>Data Protection wraps what keeps it from reading its ring.</summary>
    private static Exception Unwrapped(Exception exception) =>
        exception is CryptographicException { InnerException: StorageUnavailableException inner } ? inner : exception;

    private Problem ProblemOf(Exception exception, HttpRequest request)
    {
        switch (Unwrapped(exception))
        {
            case ProblemException e:
                return e.Problem;
            case TokenFailureException or ProviderException:
                return providers.Of(exception, request)!;
            case StorageUnavailableException e:
                LogStorage(e.Message);
                return new Problem(503, "storage_unavailable") { RetryAfter = StorageUnavailableException.RetryAfter };
            case BadHttpRequestException e:
                return new Problem(e.StatusCode, "invalid_request") { Detail = e.Message };
            default:
                LogUnexpected(exception, exception.GetType().Name);
                return Problem.Internal;
        }
    }

    [LoggerMessage(LogLevel.Error, "The store does not answer: {Why}")]
    private partial void LogStorage(string why);

    [LoggerMessage(LogLevel.Error, "A request failed unexpectedly: {Kind}")]
    private partial void LogUnexpected(Exception exception, string kind);
}
