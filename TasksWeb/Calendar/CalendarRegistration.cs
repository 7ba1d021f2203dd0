using TasksWeb.Foundation;
using TasksWeb.Tokens;

namespace TasksWeb.Calendar;

public static class CalendarRegistration
{
    /// <summary>The typed client of Google Calendar.</summary>
    public static WebApplicationBuilder AddCalendar(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleCalendarClient>(GoogleCalendarClient.Connector);
        builder.Services.AddApiJson(CalendarJson.Default);
        return builder;
    }
}
