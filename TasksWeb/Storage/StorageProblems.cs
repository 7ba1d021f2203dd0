using System.Security.Cryptography;
using TasksWeb.Errors;

namespace TasksWeb.Storage;

/// <summary>Maps a store that does not answer to <c>storage_unavailable</c>.</summary>
internal sealed partial class StorageProblems(ILogger<StorageProblems> logger) : IProblemMapper
{
    public Problem? Map(Exception exception, HttpRequest request)
    {
        // Data Protection wraps the failure to read its key ring.
        var failure = exception is CryptographicException { InnerException: { } inner } ? inner : exception;
        if (failure is not StorageUnavailableException unavailable)
            return null;
        LogUnavailable(unavailable.Message);
        return new Problem(StatusCodes.Status503ServiceUnavailable, "storage_unavailable")
        {
            RetryAfter = StorageUnavailableException.RetryAfter,
        };
    }

    [LoggerMessage(LogLevel.Error, "The store does not answer: {Why}")]
    private partial void LogUnavailable(string why);
}
