using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;
using Yarp.ReverseProxy.Forwarder;

namespace TasksWeb.Broker.Calls;

/// <summary>
/// Calls a provider's API for a backend that gets no token: everything a key may do is checked, the path stays below the
/// connector's, and the bodies stream.
/// </summary>
internal sealed class CallEndpoint(
    IHttpForwarder forwarder, [FromKeyedServices(nameof(StreamedCall))] HttpMessageInvoker http, BrokerAccess access,
    ConnectorCatalog connectors, IOptions<BrokerOptions> options)
    : IDisposable
{
    /// <summary>The path is used as it was checked, without the changes that <see cref="Uri"/> usually makes.</summary>
    private static readonly UriCreationOptions Uncanonicalized = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly CallOptions _bounds = options.Value.Calls;

    private readonly PartitionedRateLimiter<string> _concurrency = PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new() { PermitLimit = options.Value.Calls.MaxConcurrency, QueueLimit = 0 }));

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = options.Value.Calls.IdleTimeout,
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    public async Task AnswerAsync(HttpContext context)
    {
        using var place = _concurrency.AttemptAcquire(BrokerAccess.KeyOf(context).Name);
        if (!place.IsAcquired)
            throw new ProblemException(Problem.RateLimited(TimeSpan.FromSeconds(1)));
        using var limit = Deadline.Start(_bounds.TimeLimit, CancellationToken.None);
        var call = await ReadAsync(context, limit.Token);
        // A call cannot upgrade its connection to another protocol.
        context.Features.Set<IHttpUpgradeFeature>(null);
        context.Features.Set<IHttpExtendedConnectFeature>(null);
        var error = await forwarder.SendAsync(
            context, call.Base, http, _config, new CallTransformer(call, _bounds.MaxAnswerBytes), limit.Token);
        if (error == ForwarderError.None)
            await context.Response.StartAsync();
        else if (!context.Response.HasStarted)
            throw Failure(context, call, limit.Token);
    }

    public void Dispose() => _concurrency.Dispose();

    /// <exception cref="ProblemException">It is not a call that this key may make.</exception>
    private async ValueTask<BrokerCall> ReadAsync(HttpContext context, CancellationToken limit)
    {
        var (connector, identifier, path, query) = BrokerPath.ReadCall(context);
        access.FindConnector(context, connector);
        var key = BrokerAccess.KeyOf(context);
        if (!key.MayCall)
            throw access.Forbidden(context, "This key gets tokens and makes no calls: its Release is Token.");
        if (key.Methods.Count == 0
            ? !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            : !key.Methods.Contains(context.Request.Method))
            throw access.Forbidden(context, "This key may not use this method.");
        if ((CallPath.Check(path, out var decoded) ?? CallPath.CheckQuery(query)) is { } wrong)
            throw BrokerAccess.Invalid(wrong);
        if (!CallPath.IsBelow(decoded, key.PathPrefixes))
            throw access.Forbidden(context, "This key may not use this path.");
        var isRepeatable = await CallBody.PrepareAsync(context, _bounds.MaxRequestBytes, limit);
        // Behind the body, which may take minutes: the person may have stopped the key meanwhile.
        var subject = await access.ChooseAccountAsync(context, await access.FindAsync(context, connector, identifier));
        _ = connectors.Usable(connector);
        return new BrokerCall(
            context, subject,
            new Uri(subject.Connector.Options.CallBase + path + CallPath.WithoutAccount(query), Uncanonicalized),
            SessionGrants.ReadAccount(context.Request), isRepeatable);
    }

    private Exception Failure(HttpContext context, BrokerCall call, CancellationToken limit)
    {
        // The forwarder has set one of its own.
        context.Response.StatusCode = StatusCodes.Status200OK;
        if (context.RequestAborted.IsCancellationRequested)
            return new OperationCanceledException(context.RequestAborted);
        foreach (var exception in All(context.GetForwarderErrorFeature()?.Exception))
        {
            switch (exception)
            {
                case ProblemException or StorageUnavailableException or BadHttpRequestException:
                    return exception;
                case TokenFailureException e:
                    return access.ToProblem(context, e.Failure);
                case BodyNotRepeatableException:
                    return new ProblemException(new Problem(StatusCodes.Status401Unauthorized, "body_not_repeatable"));
            }
        }
        return limit.IsCancellationRequested
            ? new ProblemException(TimedOut(call))
            : ProviderException.Unavailable(call.Subject.Connector.Name);
    }

    /// <summary>Whose fault it is cannot be told: the body of the request may have been as slow as the provider.</summary>
    private static Problem TimedOut(BrokerCall call) => new(StatusCodes.Status503ServiceUnavailable, "provider_unavailable")
    {
        Detail = "The call took longer than Broker:Calls:TimeLimit allows.",
        Connector = call.Subject.Connector.Name,
        RetryAfter = Problem.SoonAgain,
    };

    private static IEnumerable<Exception> All(Exception? exception) => exception switch
    {
        null => [],
        AggregateException many => many.Flatten().InnerExceptions.SelectMany(All),
        _ => All(exception.InnerException).Prepend(exception),
    };
}
