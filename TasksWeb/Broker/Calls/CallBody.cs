using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Broker.Calls;

/// <summary>The body of a call, before it is sent on.</summary>
internal static class CallBody
{
    /// <summary>Bounds the body.</summary>
    /// <param name="limit">Cancelled when the call has lasted too long.</param>
    /// <returns>Whether it is small enough to be kept and sent again; one that does not say its length is read so far.</returns>
    public static async ValueTask<bool> PrepareAsync(HttpContext context, long maxBytes, CancellationToken limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = maxBytes;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
            return true;
        if (context.Request.ContentLength is { } length)
            return length <= StreamedCall.RepeatableBytes;
        var body = context.Request.BodyReader;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit);
        var start = await ReadAsync(body, patience.Token);
        var isRepeatable = start.IsCompleted && start.Buffer.Length <= StreamedCall.RepeatableBytes;
        // Nothing is consumed: the next reader begins at the start.
        body.AdvanceTo(start.Buffer.Start);
        return isRepeatable;

        async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
        {
            try
            {
                return await reader.ReadAtLeastAsync(StreamedCall.RepeatableBytes + 1, cancellationToken);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw BrokerAccess.Invalid("body: it did not arrive in time (Broker:Calls:TimeLimit).");
            }
        }
    }
}
