using System.Net;

namespace TasksWeb.Sandbox.Http;

/// <summary>Keeps other sites, other machines and rebound host names away from what changes state.</summary>
internal static class SameSite
{
    /// <summary>Refuses a post that a browser says comes from another origin (Fetch Metadata, Origin).</summary>
    public static bool AllowsPost(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is not ("" or "same-origin" or "none"))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for this machine talking to a loopback name; a rebound DNS name fails on its Host header.</summary>
    public static bool IsLocal(HttpContext context)
    {
        var host = context.Request.Host.Host.Trim('[', ']');
        var loopbackHost = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        return loopbackHost && context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
    }

    /// <summary>Puts both checks before a handler; reading asks only for locality.</summary>
    public static RequestDelegate LocalOnly(RequestDelegate next) => context =>
        IsLocal(context) && (HttpMethods.IsGet(context.Request.Method) || AllowsPost(context.Request))
            ? next(context)
            : Answer.JsonAsync(
                context, StatusCodes.Status403Forbidden, new { error = "Only this machine, and only from this page." });
}
