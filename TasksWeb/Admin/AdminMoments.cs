using System.Globalization;
using TasksWeb.Language;

namespace TasksWeb.Admin;

/// <summary>Moments to the second, by the reader's own clock, in a form that sorts.</summary>
public sealed class AdminMoments(TimeProvider clock)
{
    public string Say(DateTimeOffset at, HttpRequest request) =>
        TimeZoneInfo.ConvertTime(at, ReaderClock.Zone(request, clock))
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
