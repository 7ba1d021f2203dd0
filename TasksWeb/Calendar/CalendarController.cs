using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;

namespace TasksWeb.Calendar;

/// <summary>The JSON API of events.</summary>
[ApiController]
[Authorize]
[Route("api/calendar")]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class CalendarController(GoogleCalendarClient calendar, SessionGrants grants) : ControllerBase
{
    /// <summary>The next events, as an array, in the order of time.</summary>
    [HttpGet("events")]
    public async Task<IReadOnlyList<CalendarEvent>> Events(
        [FromQuery, Range(1, GoogleCalendarClient.LargestPage)] int maxResults = 10) =>
        await calendar.UpcomingEventsAsync(
            await grants.GetAsync(HttpContext, GoogleCalendarClient.Connector), maxResults, HttpContext.RequestAborted);
}
