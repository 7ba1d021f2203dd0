using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Errors;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Broker.Calls;

/// <summary>The body of a call, before it is sent on.</summary>
internal static class CallBody
{
    /// <summary>Bounds the body, and waits for as much of it as is kept.</summary>
    /// <param name="limit">Cancelled when the call has lasted too long.</param>
    /// <returns>Whether it is small enough to be kept and sent again.</returns>
    public static async ValueTask<bool> PrepareAsync(HttpContext context, long maxBytes, CancellationToken limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = maxBytes;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
            return true;
        if (context.Request.ContentLength > StreamedCall.RepeatableBytes)
            return false;
        var body = context.Request.BodyReader;
        await using var _ = limit.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        var start = await body.ReadAtLeastAsync(StreamedCall.RepeatableBytes + 1, context.RequestAborted);
        // Nothing is consumed: the next reader begins at the start.
        body.AdvanceTo(start.Buffer.Start);
        if (start.IsCanceled)
            throw new ProblemException(
                Problem.Invalid("body: it did not arrive in time (Broker:Calls:TimeLimit).") with
                {
                    Status = StatusCodes.Status408RequestTimeout,
                });
        return start.IsCompleted && start.Buffer.Length <= StreamedCall.RepeatableBytes;
    }
}
