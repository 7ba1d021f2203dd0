using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>
/// Refuses requests that change something and come from another site, by Fetch Metadata (<c>Sec-Fetch-Site</c>) and, from
/// browsers that do not send it, by <c>Origin</c>. Forms carry an antiforgery token besides, and JSON a content type that no form
/// can send; a write of the API by cookie that has no body must have one of the two headers.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, ProblemWriter problems, SecurityLog security)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (IsSafe(context.Request))
            return next(context);
        security.Write(context, "cross_site_request", who: null, "refused");
        return problems.WriteAsync(
            context, Problem.Invalid("The request came from another site, or does not say from where: send Origin."));
    }

    private static bool IsSafe(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return true;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is "same-origin" or "none";
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? !IsBareWriteByCookie(request)
            : origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsBareWriteByCookie(HttpRequest request) =>
        request.Path.StartsWithSegments("/api") && request.ContentLength is null or 0
        && !request.Headers.ContainsKey("Transfer-Encoding") && !request.Headers.ContainsKey("Authorization")
        && request.Cookies.ContainsKey(SessionReader.CookieName(request));
}
