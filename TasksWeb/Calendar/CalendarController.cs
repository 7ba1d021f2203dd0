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
public sealed class CalendarController(GoogleCalendarClient calendar) : ControllerBase
{
    /// <summary>The next events, as an array, in the order of time.</summary>
    [HttpGet("events")]
    public Task<IReadOnlyList<CalendarEvent>> Events(
        [FromQuery, Range(1, GoogleCalendarClient.LargestPage)] int maxResults = 10) =>
        calendar.UpcomingEventsAsync(User.GrantFor(GoogleCalendarClient.Connector), maxResults, HttpContext.RequestAborted);
}
