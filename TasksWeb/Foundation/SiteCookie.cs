namespace TasksWeb.Foundation;

/// <summary>The options of this site's own cookies: not for scripts, and Secure over https.</summary>
internal static class SiteCookie
{
    /// <summary>
    /// The prefix ties a cookie over https to this host, path <c>/</c> and scheme (RFC 6265bis §4.1.3.2): no sibling domain
    /// can plant one.
    /// </summary>
    public static string HostName(string name, bool isHttps) => isHttps ? "__Host-" + name : name;

    /// <param name="maxAge">Null: a session cookie, or for deletion.</param>
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
