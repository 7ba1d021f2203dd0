using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Calendar;

/// <summary>events.list of Calendar v3, for the primary calendar.</summary>
internal sealed class EventsEndpoint(BearerGate bearer, EventBook book)
{
    public const string EventsPath = "/calendar/v3/calendars/{calendar}/events";

    private const int UsualPage = 250;
    private const int LargestPage = 2500;

    private readonly ScopedGate _gate = new(bearer, Scopes.CalendarEventsReadOnly);

    public void Map(IEndpointRouteBuilder app) => app.MapGet(EventsPath, ListAsync);

    private async Task ListAsync(HttpContext context)
    {
        if (await _gate.EnterAsync(context) is not { } account)
        {
            return;
        }

        var calendar = context.Request.RouteValues["calendar"] as string;
        if (calendar != "primary" && calendar != account.Email)
        {
            await GoogleError.NotFoundAsync(context);
            return;
        }

        try
        {
            var query = EventQuery.Read(context.Request.Query);
            var (page, next) = Paging.Read(context.Request.Query, UsualPage, LargestPage)
                .Take(book.Find(account, query), found => found.Id);
            await Answer.JsonAsync(context, StatusCodes.Status200OK,
                new EventsShape("calendar#events", account.Email, book.ZoneOf(account).Id, "owner", next, page));
        }
        catch (FormatException invalid)
        {
            await GoogleError.InvalidAsync(context, invalid.Message);
        }
    }

    private sealed record EventsShape(
        string Kind, string Summary, string TimeZone, string AccessRole, string? NextPageToken, IReadOnlyList<EventShape> Items);
}
