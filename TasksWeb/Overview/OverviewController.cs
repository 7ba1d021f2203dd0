using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Calendar;
using TasksWeb.Drive;
using TasksWeb.Health;
using TasksWeb.Language;

namespace TasksWeb.Overview;

/// <summary>The latest of what a person has connected, a card for each service.</summary>
[Authorize]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class OverviewController(
    CardReader cards, GoogleDriveClient drive, GoogleCalendarClient calendar, GoogleHealthClient health, FitbitClient fitbit,
    TimeProvider clock)
    : Controller
{
    private const int Entries = 10;

    [HttpGet("/overview")]
    public async Task<IActionResult> Overview()
    {
        var day = ReaderDay.Of(Request, clock);
        var midnight = day.Today.ToDateTime(TimeOnly.MinValue);
        var start = new DateTimeOffset(midnight, day.Zone.GetUtcOffset(midnight));
        var read = await Task.WhenAll(
            cards.ReadAsync(HttpContext, GoogleCalendarClient.Connector, "Events", async (grant, token) =>
                await calendar.UpcomingEventsAsync(grant, Entries, token)),
            cards.ReadAsync(HttpContext, GoogleDriveClient.Connector, "Files", async (grant, token) =>
                await drive.LatestFilesAsync(grant, Entries, token)),
            cards.ReadAsync(HttpContext, GoogleHealthClient.Connector, "Heart", async (grant, token) =>
                HeartCurve.Of(await health.HeartRateAsync(grant, start, clock.GetUtcNow(), token), day.Zone)),
            cards.ReadAsync(HttpContext, FitbitClient.Connector, "Heart", async (grant, token) =>
                HeartCurve.Of(await fitbit.HeartRateAsync(grant, "today", "1d", token))));
        return View("~/Views/Overview/Index.cshtml", read.OfType<Card>().ToList());
    }
}
