namespace TasksWeb.Foundation;

/// <summary>The options of this site's own cookies: not for scripts, and Secure over https.</summary>
internal static class SiteCookie
{
    /// <summary>
    /// The prefix ties a cookie over https to this host, path <c>/</c> and scheme (RFC 6265bis §4.1.3.2): no sibling domain
    /// can plant one.
    /// </summary>
    public static string HostName(string name, bool isHttps) => isHttps ? "__Host-" + name : name;

    /// <summary>
    /// Deletes the oldest of many cookies with path <c>/</c>: each travels with every request. Browsers send the oldest first
    /// (RFC 6265 §5.4).
    /// </summary>
    /// <param name="kept">How many there may be, with the one that is being added.</param>
    public static void DeleteSurplus(HttpContext context, string prefix, int kept)
    {
        var known = context.Request.Cookies.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        foreach (var name in known.Take(known.Count - kept + 1))
            context.Response.Cookies.Delete(name, Options(context.Request, "/"));
    }

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
