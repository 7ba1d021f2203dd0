using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary>Serves the addresses of <see cref="Assets"/>. Runs before routing.</summary>
internal static class VersionedAssets
{
    public static void UseVersionedAssets(this WebApplication app)
    {
        var isDevelopment = app.Environment.IsDevelopment();
        app.Use((context, next) =>
        {
            if (Assets.FileBehind(context.Request.Path) is not { } file)
                return next(context);
            context.Request.Path = file;
            // In development, files change without a build.
            if (!isDevelopment)
                context.Response.OnStarting(static state =>
                {
                    var response = (HttpResponse)state;
                    if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                        response.Headers.CacheControl = "public, max-age=31536000, immutable";
                    return Task.CompletedTask;
                }, context.Response);
            return next(context);
        });
        app.UseRouting();
    }
}
