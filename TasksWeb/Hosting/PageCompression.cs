using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace TasksWeb.Hosting;

/// <summary>
/// Pages of tasks travel compressed. Compression tells lengths apart, and with them secrets that stand beside words of an
/// attacker's choice (BREACH, https://breachattack.com). Antiforgery tokens are encrypted anew for every page; people's tasks are
/// not, so a page is not compressed where another site has led the browser to it with a query of its own.
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
        app.UseWhen(context => IsSafe(context.Request), static branch => branch.UseResponseCompression());

    private static bool IsSafe(HttpRequest request) =>
        request.Path.StartsWithSegments("/tasks")
        && (!request.QueryString.HasValue || request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site"));
}
