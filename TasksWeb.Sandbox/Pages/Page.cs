using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Pages;

/// <summary>The layout of every page: it says that this is not the real provider.</summary>
internal static class Page
{
    // No form-action: Chromium applies it to the redirect that follows the consent form, which leads to the app.
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M3 10h26l-3 19H6z" fill="#c9953b"/><path d="M3 10h26v4H3z" fill="#8a5a00"/><path d="M12 10 18 3l4 7" fill="#0b6b57"/></svg>
        """;

    private static readonly Lazy<string> Stylesheet = new(() =>
    {
        using var reader = new StreamReader(typeof(Page).Assembly.GetManifestResourceStream("sandbox.css")!);
        return reader.ReadToEnd();
    });

    public static void MapFiles(IEndpointRouteBuilder app)
    {
        app.MapGet(
            "/sandbox.css",
            context => Answer.TextAsync(context, StatusCodes.Status200OK, "text/css; charset=utf-8", Stylesheet.Value));
        app.MapGet("/sandbox.svg", context => Answer.TextAsync(context, StatusCodes.Status200OK, "image/svg+xml", Icon));
    }

    public static Task WriteAsync(
        HttpContext context, int status, string title, Html main, bool wide = false, string standsFor = "other people’s services")
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
            <link rel="icon" href="/sandbox.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/sandbox.css">
            </head>
            <body>
            <header><strong>TasksWeb Sandbox</strong> <span>a local stand-in for {standsFor}</span></header>
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
