using System.Security.Claims;
using TasksWeb.Calendar;
using TasksWeb.SignIn;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Agenda;

/// <summary>Events to show beside tasks. They are optional: a page never fails and never waits long for them.</summary>
public sealed class EventReader(GoogleCalendarClient calendar)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The events of these days in a zone; null if the calendar is not connected or does not answer.</summary>
    public async Task<IReadOnlyList<CalendarEvent>?> ReadAsync(
        ClaimsPrincipal user, TimeZoneInfo zone, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await calendar.EventsAsync(
                user.GrantFor(GoogleCalendarClient.Connector), StartOf(first, zone), StartOf(last.AddDays(1), zone),
                patience.Token);
        }
        catch (Exception e) when (e is TokenFailureException or ProviderException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}
