namespace TasksWeb.Foundation;

/// <summary>The options of this site's own cookies: not for scripts, and Secure over https.</summary>
internal static class SiteCookie
{
    /// <param name="maxAge">Null ends it with the browser, or deletes it.</param>
    public static CookieOptions Options(HttpRequest request, string path, TimeSpan? maxAge = null) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        // Providers send people back with a plain navigation: Lax cookies travel with it.
        SameSite = SameSiteMode.Lax,
        Path = path,
        MaxAge = maxAge,
        IsEssential = true,
    };
}
