using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Calendar;

/// <summary>
/// Google Calendar API v3 (https://developers.google.com/workspace/calendar/api/v3/reference), for one grant a call.
/// </summary>
public sealed class GoogleCalendarClient(
    ProviderClient http, TimeProvider clock, ILogger<GoogleCalendarClient> logger)
{
    /// <summary>The connector whose grants these calls are made for.</summary>
    public const string Connector = "google_calendar";

    /// <summary>The largest page size.</summary>
    public const int LargestPage = 2500;

    private const int DefaultPage = 250;

    /// <summary>
    /// The next events of the person's own calendar, recurring ones expanded, in order of time.
    /// </summary>
    public Task<IReadOnlyList<CalendarEvent>> UpcomingEventsAsync(
        GrantKey grant, int count, CancellationToken cancellationToken) =>
        TakeAsync(grant, count, clock.GetUtcNow(), until: null, cancellationToken);

    /// <summary>The events of the person's own calendar between two times, up to one page.</summary>
    public Task<IReadOnlyList<CalendarEvent>> EventsAsync(
        GrantKey grant, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        TakeAsync(grant, DefaultPage, from, until, cancellationToken);

    private Task<IReadOnlyList<CalendarEvent>> TakeAsync(
        GrantKey grant, int count, DateTimeOffset from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        return ProviderClient.TakeAsync(grant, count, async page =>
        {
            var query = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["timeMin"] = Rfc3339(from),
                ["maxResults"] = count.ToString(CultureInfo.InvariantCulture),
                ["orderBy"] = "startTime",
                ["singleEvents"] = "true",
                ["pageToken"] = page,
            };
            if (until is { } end)
                query["timeMax"] = Rfc3339(end);
            var path = QueryHelpers.AddQueryString("calendar/v3/calendars/primary/events", query);
            var found = await http.ReadAsync(grant, path, CalendarJson.Default.CalendarEvents, cancellationToken);
            return (grant.ReadEach(found.Items, CalendarJson.Default.CalendarEvent, logger), found.NextPageToken);
        });
    }

    private static string Rfc3339(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
