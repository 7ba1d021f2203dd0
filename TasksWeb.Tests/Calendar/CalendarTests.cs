using System.Globalization;
using System.Net;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Calendar;

/// <summary>Seed 002's second example: what comes next in a person's calendar.</summary>
public sealed class CalendarTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task The_next_ten_events_are_listed_in_the_order_of_time()
    {
        using var visitor = await ConnectedAsync();

        var events = await visitor.JsonAsync("/api/calendar/events");

        Assert.Equal(10, events.GetArrayLength());
        var starts = events.EnumerateArray().Select(StartOf).ToList();
        Assert.Equal(starts.Order(), starts);
        var titles = events.Texts("summary");
        Assert.DoesNotContain("Called off", titles);
        Assert.DoesNotContain("Last week's demo", titles);
        Assert.All(events.EnumerateArray(), shown => Assert.True(EndOf(shown) > _app.Clock.GetUtcNow()));
    }

    [Fact]
    public async Task A_series_is_listed_as_the_events_it_consists_of()
    {
        using var visitor = await ConnectedAsync();

        var events = await visitor.JsonAsync("/api/calendar/events?maxResults=100");

        var yoga = events.EnumerateArray().Where(shown => Title(shown) == "ヨガ 🧘").ToList();
        Assert.True(yoga.Count > 10);
        Assert.Equal(yoga.Count, yoga.Select(shown => shown.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(TimeSpan.FromDays(7), StartOf(yoga[1]) - StartOf(yoga[0]));
    }

    [Fact]
    public async Task All_day_events_have_dates_and_the_others_times()
    {
        using var visitor = await ConnectedAsync();

        var events = (await visitor.JsonAsync("/api/calendar/events?maxResults=100")).EnumerateArray().ToList();

        var trip = events.Single(shown => Title(shown) == "京都旅行");
        Assert.Equal(3, DayOf(trip.GetProperty("end")).DayNumber - DayOf(trip.GetProperty("start")).DayNumber);
        Assert.False(trip.GetProperty("start").TryGetProperty("dateTime", out _));
        var dinner = events.Single(shown => Title(shown) == "Dinner with Alex");
        Assert.Equal("Asia/Tokyo", dinner.GetProperty("start").GetProperty("timeZone").GetString());
        Assert.Equal(TimeSpan.FromHours(9), dinner.GetProperty("start").GetProperty("dateTime").GetDateTimeOffset().Offset);
        Assert.False(dinner.GetProperty("start").TryGetProperty("date", out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2501")]
    [InlineData("all")]
    public async Task A_number_of_results_that_cannot_be_is_named(string maxResults)
    {
        using var visitor = await _app.SignInAsync();

        var problem = await (await visitor.GetAsync($"/api/calendar/events?maxResults={maxResults}"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");

        Assert.StartsWith("maxResults: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static string Title(JsonElement shown) => shown.TryGetProperty("summary", out var title) ? title.GetString()! : "";

    private static DateTimeOffset StartOf(JsonElement shown) => MomentOf(shown.GetProperty("start"));

    private static DateTimeOffset EndOf(JsonElement shown) => MomentOf(shown.GetProperty("end"));

    /// <summary>All-day events are meant in the calendar's zone.</summary>
    private static DateTimeOffset MomentOf(JsonElement moment) => moment.TryGetProperty("date", out _)
        ? new DateTimeOffset(DayOf(moment), TimeOnly.MinValue, TimeSpan.FromHours(9))
        : moment.GetProperty("dateTime").GetDateTimeOffset();

    private static DateOnly DayOf(JsonElement moment) =>
        DateOnly.ParseExact(moment.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<Visitor> ConnectedAsync()
    {
        await _app.ConnectAsync("google_calendar", _app.Sandbox.Accounts.Hanako);
        return await _app.SignInAsync();
    }
}
