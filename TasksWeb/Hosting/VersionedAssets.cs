using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary>Scripts, styles and icons: at the root, and below <see cref="Assets.Prefix"/> to be cached for a year.</summary>
internal static class VersionedAssets
{
    /// <summary>
    /// Below <see cref="Assets.Prefix"/> are the same files and nothing else. Routes of their own would double those of the app.
    /// </summary>
    public static void UseVersionedAssets(this WebApplication app)
    {
        app.UsePathBase(Assets.Prefix);
        app.UseRouting();
        app.Use(static next => context =>
        {
            var request = context.Request;
            if (request.PathBase.HasValue && !Assets.IsAsset(context.GetEndpoint()))
            {
                (request.Path, request.PathBase) = (request.PathBase + request.Path, default);
                context.SetEndpoint(null);
            }
            return next(context);
        });
    }

    public static void MapAssets(this WebApplication app)
    {
        var assets = app.MapStaticAssets().AllowAnonymous();
        // In Development, files change without a build.
        if (!app.Environment.IsDevelopment())
            assets.Add(static endpoint => endpoint.RequestDelegate = CacheVersioned(endpoint.RequestDelegate!));
    }

    private static RequestDelegate CacheVersioned(RequestDelegate serve) => context =>
    {
        if (context.Request.PathBase.HasValue)
        {
            context.Response.OnStarting(static response =>
            {
                ((HttpResponse)response).Headers.CacheControl = "public, max-age=31536000, immutable";
                return Task.CompletedTask;
            }, context.Response);
        }
        return serve(context);
    };
}
