using System.Collections.Concurrent;
using System.Globalization;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>
/// Requests per hour and person, reported in <c>Fitbit-Rate-Limit-*</c>; the count begins anew at the top of each hour.
/// </summary>
internal sealed class HourlyLimit(int limit, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Person, long Hour), int> _counts = new();

    /// <summary>Counts one request and writes the headers. False when there have been too many.</summary>
    public bool Admits(HttpContext context, string person)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var (hour, seconds) = Math.DivRem(now, 3600);
        var count = _counts.AddOrUpdate((person, hour), 1, static (_, before) => before + 1);
        var reset = (3600 - seconds).ToString(CultureInfo.InvariantCulture);
        var headers = context.Response.Headers;
        headers["Fitbit-Rate-Limit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        headers["Fitbit-Rate-Limit-Remaining"] = Math.Max(0, limit - count).ToString(CultureInfo.InvariantCulture);
        headers["Fitbit-Rate-Limit-Reset"] = reset;
        if (count <= limit)
        {
            return true;
        }

        headers.RetryAfter = reset;
        return false;
    }
}
