using TasksWeb.Errors;

namespace TasksWeb.Hosting;

/// <summary>
/// Outside Development every request but a health check arrives over https, at the app or at a configured proxy in front of it.
/// Pages are sent to https; everything else is refused, because what was sent in clear is already known to others.
/// </summary>
internal sealed class HttpsOnly(RequestDelegate next, ProblemWriter problems)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.IsHttps || request.Path.StartsWithSegments("/healthz"))
            return next(context);
        if (request.Headers.ContainsKey("X-Forwarded-Proto") || !HttpMethods.IsGet(request.Method)
            || request.Path.StartsWithSegments("/api")
            || request.Path.StartsWithSegments("/external-auth"))
        {
            // A forwarded header that is still present came from a proxy that is not configured: a redirect would loop.
            return problems.WriteAsync(context, new Problem(400, "https_required"));
        }
        context.Response.Redirect(
            $"https://{request.Host}{request.PathBase}{request.Path}{request.QueryString}", permanent: true);
        return Task.CompletedTask;
    }
}
