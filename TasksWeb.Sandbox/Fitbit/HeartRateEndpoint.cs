using System.Globalization;
using TasksWeb.Sandbox.Health;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>
/// Heart rate time series: <c>GET /1/user/-/activities/heart/date/{date|today}/{1d|7d|30d|1w|1m}.json</c>. One day comes with its
/// minutes where the application is of the kind "Personal".
/// </summary>
internal sealed class HeartRateEndpoint(FitbitGate gate, HeartRhythm rhythm, bool isPersonal, TimeProvider clock)
{
    public const string SeriesPath = "/fitbit/1/user/{user}/activities/heart/date/{date}/{period}.json";

    public void Map(IEndpointRouteBuilder app) => app.MapGet(SeriesPath, ShowAsync);

    private async Task ShowAsync(HttpContext context)
    {
        if (await gate.EnterAsync(context) is not { } account)
        {
            return;
        }

        var values = context.Request.RouteValues;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var (date, period) = (values["date"] as string, values["period"] as string);
        if (values["user"] as string != "-" && values["user"] as string != FitbitAuthority.UserIdOf(account))
        {
            await FitbitError.WriteAsync(
                context, StatusCodes.Status404NotFound, "not_found", "The API you are requesting could not be found.");
        }
        else if (DayOf(date, today) is not { } end)
        {
            await FitbitError.InvalidAsync(context, "date", $"Invalid date:{date}");
        }
        else if (StartOf(period, end) is not { } start)
        {
            await FitbitError.InvalidAsync(context, "period", $"Invalid time period: {period}");
        }
        else
        {
            var days = Enumerable.Range(0, end.DayNumber - start.DayNumber + 1)
                .Select(start.AddDays)
                .Select(day => rhythm.On(account, day))
                .ToList();
            await Answer.JsonAsync(
                context, StatusCodes.Status200OK, FitbitHeart.Series(days, withMinutes: isPersonal && period == "1d"));
        }
    }

    private static DateOnly? DayOf(string? text, DateOnly today) =>
        text == "today" ? today
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is > 1999 and < 2100 ? day
        : null;

    private static DateOnly? StartOf(string? period, DateOnly end) => period switch
    {
        "1d" => end,
        "7d" or "1w" => end.AddDays(-6),
        "30d" => end.AddDays(-29),
        "1m" => end.AddMonths(-1).AddDays(1),
        _ => null,
    };
}
