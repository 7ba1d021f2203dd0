using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Accounts;

internal sealed class AccountEndpoints(AccountDirectory accounts)
{
    public void Map(IEndpointRouteBuilder app) => app.MapGet("/people/{subject}/picture.svg", PictureAsync);

    private Task PictureAsync(HttpContext context)
    {
        if (accounts.Find(context.Request.RouteValues["subject"] as string) is not { } account)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "public, max-age=86400";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Answer.TextAsync(context, StatusCodes.Status200OK, "image/svg+xml", Avatar.Svg(account));
    }
}
