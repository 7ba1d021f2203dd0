using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace TasksWeb.Hosting;

/// <summary>
/// Pages of tasks are compressed. Compressed lengths can reveal secrets that are in the same response as text of an
/// attacker's choice (BREACH, https://breachattack.com). Antiforgery tokens are encrypted anew for every page; people's tasks are
/// not, so a page is not compressed when another site has led the browser to it with a query of its choice.
/// </summary>
internal static class PageCompression
{
    public static void AddPageCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
    }

    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(IsSafe, static branch => branch.UseResponseCompression());

    private static bool IsSafe(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/tasks")
        && (!context.Request.QueryString.HasValue
            || context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site"));
}
