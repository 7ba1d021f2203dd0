using Microsoft.AspNetCore.Http.Features;

namespace TasksWeb.Sandbox.Faults;

/// <summary>Lets the endpoint do its work into a buffer, then breaks what would have been sent.</summary>
internal static class BrokenBody
{
    public static async Task WriteAsync(ArmedFault armed, HttpContext context, RequestDelegate next)
    {
        var connection = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        var buffered = new StreamResponseBodyFeature(buffer);
        context.Features.Set<IHttpResponseBodyFeature>(buffered);
        try
        {
            await next(context);
            await buffered.CompleteAsync();
        }
        finally
        {
            context.Features.Set(connection);
        }

        if (armed.Fault.Kind == FaultKind.DropAfter)
        {
            context.Abort();
            return;
        }

        var body = buffer.ToArray();
        if (armed.Fault.Kind == FaultKind.Trickle)
        {
            await TrickleAsync(body, armed.Fault, connection.Stream, context);
            return;
        }

        if (armed.Fault.Kind == FaultKind.NotGzip)
        {
            context.Response.ContentLength = body.Length;
            context.Response.Headers.ContentEncoding = "gzip";
            await connection.Stream.WriteAsync(body, context.RequestAborted);
            return;
        }

        var half = body.Length / 2;
        context.Response.ContentLength = armed.Fault.Kind == FaultKind.Truncate ? half : body.Length;
        await connection.Stream.WriteAsync(body.AsMemory(0, half), context.RequestAborted);
        await connection.Stream.FlushAsync(context.RequestAborted);
        if (armed.Fault.Kind == FaultKind.DropMidBody)
        {
            context.Abort();
        }
        else if (armed.Fault.Kind == FaultKind.StallMidBody)
        {
            await armed.Released.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!context.RequestAborted.IsCancellationRequested)
            {
                await connection.Stream.WriteAsync(body.AsMemory(half), context.RequestAborted);
            }
        }
    }

    private static async Task TrickleAsync(byte[] body, Fault fault, Stream connection, HttpContext context)
    {
        context.Response.ContentLength = body.Length;
        for (var at = 0; at < body.Length && !context.RequestAborted.IsCancellationRequested; at++)
        {
            await connection.WriteAsync(body.AsMemory(at, 1), context.RequestAborted);
            await connection.FlushAsync(context.RequestAborted);
            await Task.Delay(fault.Milliseconds ?? 1000, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
