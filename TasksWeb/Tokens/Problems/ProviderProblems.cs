using System.Net;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Problems;

/// <summary>Maps failures of connected services to problems.</summary>
public sealed class ProviderProblems(ConnectorCatalog connectors, IAuthorizeUrls urls) : IProblemMapper
{
    /// <summary>Null for anything else.</summary>
    public Problem? Map(Exception exception, HttpRequest request) => exception switch
    {
        TokenFailureException e => WithSuccessor(
            TokenProblem.Of(e.Failure, urls.UrlFor(e.Failure.Connector, request, e.Failure.Account)), request),
        ProviderException e => WithSuccessor(Of(e, request), request),
        _ => null,
    };

    private Problem Of(ProviderException e, HttpRequest request) => e.Kind switch
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
            AuthorizeUrl = urls.UrlFor(e.Connector, request, e.Account),
            Connector = e.Connector,
        },
        ProviderFailureKind.Gone => new(410, "provider_gone") { Connector = e.Connector },
        ProviderFailureKind.Rejected => new((int)e.Status!.Value, "provider_rejected")
        {
            Reason = e.Reason,
            Detail = e.ProviderMessage,
            Connector = e.Connector,
            // Even a fresh token was refused: a new consent may help.
            AuthorizeUrl = e.Status == HttpStatusCode.Unauthorized ? urls.UrlFor(e.Connector, request, e.Account) : null,
        },
        _ => new(503, "provider_unavailable") { RetryAfter = e.RetryAfter ?? Problem.SoonAgain, Connector = e.Connector },
    };

    /// <summary>A connector that was shut down may have a successor.</summary>
    private Problem WithSuccessor(Problem problem, HttpRequest request) =>
        problem is { Code: "provider_gone", Connector: { } gone } && connectors.Find(gone)?.Successor is { } successor
            ? problem with { Successor = successor, AuthorizeUrl = urls.UrlFor(successor, request) }
            : problem;
}
