using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Light or dark, stored in a cookie; without it the reader's system decides.</summary>
public static class Appearance
{
    public const string System = "system";

    private static readonly string[] All = [System, "light", "dark"];

    /// <summary>Null if the system decides.</summary>
    public static string? Of(HttpRequest request) =>
        request.Cookies[CookieName(request)] is ("light" or "dark") and var chosen ? chosen : null;

    internal static string CookieName(HttpRequest request) => SiteCookie.HostName("appearance", request.IsHttps);

    /// <summary>The appearance that the button switches to.</summary>
    public static string After(string appearance) => All[(Array.IndexOf(All, appearance) + 1) % All.Length];
}
