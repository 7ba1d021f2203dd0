using System.Text.RegularExpressions;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>
/// The reader's own time zone. <c>zone.js</c> keeps the browser's time zone in a cookie, so that "today" and "overdue" are
/// right for a reader who lives in another zone than the server; without the cookie the server's zone stands in.
/// </summary>
public static partial class ReaderClock
{
    public const string CookieName = "timezone";

    public static TimeZoneInfo Zone(HttpRequest request, TimeProvider clock) =>
        (request.Cookies[SiteCookie.HostName(CookieName, request.IsHttps)] is { } name ? ZoneNamed(name) : null)
            ?? clock.LocalTimeZone;

    /// <summary>Null for an unknown zone; looking for one is slow.</summary>
    public static TimeZoneInfo? ZoneNamed(string name)
    {
        if (name.Length > 64)
            return null;
        if (name.Contains(' ', StringComparison.Ordinal) && TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out var standard))
            name = standard;
        // Checked first: on Unix the name becomes part of a path, and a cookie or a file may say anything.
        return ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    public static DateOnly Today(TimeProvider clock, TimeZoneInfo zone) => DateIn(zone, clock.GetUtcNow());

    public static DateOnly DateIn(TimeZoneInfo zone, DateTimeOffset moment) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}\z", RegexOptions.NonBacktracking)]
    private static partial Regex ZoneName();
}
