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
}
