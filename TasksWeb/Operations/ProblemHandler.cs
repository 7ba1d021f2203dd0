using System.Net;
using Microsoft.AspNetCore.Diagnostics;
using TasksWeb.Connections;
using TasksWeb.Storage;
using TasksWeb.Tokens;

namespace TasksWeb.Operations;

/// <summary>Translates what the rooms below throw into problems; the one place where they meet HTTP.</summary>
internal sealed partial class ProblemHandler(
    ProblemWriter writer, ConnectorCatalog connectors, ConnectAddresses addresses, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(httpContext, WithSuccessor(ProblemOf(exception, httpContext.Request), httpContext.Request));
        return true;
    }

    private Problem ProblemOf(Exception exception, HttpRequest request)
    {
        switch (exception)
        {
            case ProblemException e:
                return e.Problem;
            case TokenFailureException e:
                return TokenProblem.Of(e.Failure, addresses.Of(e.Failure.Connector, request));
            case ProviderException e:
                return ProblemOf(e, request);
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

    private Problem ProblemOf(ProviderException e, HttpRequest request) => e.Kind switch
    {
        ProviderFailureKind.RateLimited => Problem.RateLimited(e.RetryAfter ?? TimeSpan.FromSeconds(30)) with
        {
            Reason = e.Reason,
            Connector = e.Connector,
        },
        ProviderFailureKind.InsufficientScope => new(403, "insufficient_scope")
        {
            Reason = e.Reason,
            MissingScopes = connectors.Find(e.Connector)?.ApiScopes,
            AuthorizeUrl = addresses.Of(e.Connector, request),
            Connector = e.Connector,
        },
        ProviderFailureKind.Gone => new(410, "provider_gone") { Connector = e.Connector },
        ProviderFailureKind.Rejected => new((int)e.Status!.Value, "provider_rejected")
        {
            Reason = e.Reason,
            Detail = e.ProviderMessage,
            Connector = e.Connector,
            // Even a fresh token was refused: a new consent may help.
            AuthorizeUrl = e.Status == HttpStatusCode.Unauthorized ? addresses.Of(e.Connector, request) : null,
        },
        _ => new(503, "provider_unavailable") { RetryAfter = e.RetryAfter ?? Problem.SoonAgain, Connector = e.Connector },
    };

    /// <summary>What has been shut down may have something in its place.</summary>
    private Problem WithSuccessor(Problem problem, HttpRequest request) =>
        problem is { Code: "provider_gone", Connector: { } gone } && connectors.Find(gone)?.Options.Successor is { Length: > 0 } successor
            ? problem with { Successor = successor, AuthorizeUrl = addresses.Of(successor, request) }
            : problem;

    [LoggerMessage(LogLevel.Error, "The store does not answer: {Why}")]
    private partial void LogStorage(string why);

    [LoggerMessage(LogLevel.Error, "A request failed unexpectedly: {Kind}")]
    private partial void LogUnexpected(Exception exception, string kind);
}
