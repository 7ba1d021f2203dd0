using TasksWeb.Errors;

namespace TasksWeb.Hosting;

/// <summary>
/// Refuses requests that change something and come from another site, by Fetch Metadata (<c>Sec-Fetch-Site</c>) and, from
/// browsers that do not send it, by <c>Origin</c>. Forms carry an antiforgery token besides.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, ProblemWriter problems)
{
    public Task InvokeAsync(HttpContext context) => IsSafe(context.Request)
        ? next(context)
        : problems.WriteAsync(context, Problem.Invalid("The request came from another site."));

    private static bool IsSafe(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
