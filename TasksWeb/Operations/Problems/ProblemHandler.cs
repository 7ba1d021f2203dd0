using Microsoft.AspNetCore.Diagnostics;
using TasksWeb.Storage;
using TasksWeb.Tokens;

namespace TasksWeb.Operations;

/// <summary>Translates what the rooms below throw into problems; the one place where they meet HTTP.</summary>
internal sealed partial class ProblemHandler(ProblemWriter writer, ProviderProblems providers, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(httpContext, ProblemOf(exception, httpContext.Request));
        return true;
    }

    private Problem ProblemOf(Exception exception, HttpRequest request)
    {
        switch (exception)
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
