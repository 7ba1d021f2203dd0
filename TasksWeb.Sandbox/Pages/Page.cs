using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Pages;

/// <summary>The frame of every page: it says at once that this is not Google.</summary>
internal static class Page
{
    // No form-action: Chromium applies it to the redirect that follows the consent form, which leads to the app.
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly Lazy<string> Stylesheet = new(() =>
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("sandbox.css")!);
        return reader.ReadToEnd();
    });

    public static void MapStylesheet(IEndpointRouteBuilder app) =>
        app.MapGet("/sandbox.css", context => Answer.TextAsync(context, StatusCodes.Status200OK, "text/css; charset=utf-8", Stylesheet.Value));

    public static Task WriteAsync(HttpContext context, int status, string title, Html main, bool wide = false)
    {
        Answer.NoStore(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // same-origin, not no-referrer: with no-referrer, browsers send "Origin: null" even with the page's own forms.
        headers["Referrer-Policy"] = "same-origin";
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · TasksWeb Sandbox</title>
            <link rel="stylesheet" href="/sandbox.css">
            </head>
            <body>
            <header><strong>TasksWeb Sandbox</strong> <span>a local stand-in for Google</span></header>
            <main{new Html(wide ? " class=\"wide\"" : "")}>
            <h1>{title}</h1>
            {main}
            </main>
            <footer>Nothing here leaves this machine. No account, name or task is real.</footer>
            </body>
            </html>
            """);
        return Answer.TextAsync(context, status, "text/html; charset=utf-8", page.Markup);
    }

    public static Task ErrorAsync(HttpContext context, string code, string explanation) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "Access blocked", Html.Of($"""
            <p>{explanation}</p>
            <p class="quiet">Error 400: <code>{code}</code></p>
            """));
}
