using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tokens.Refresh;

/// <summary>
/// The real process on a machine whose clock is set while it runs, by libfaketime. What time does inside the app is shown by
/// <see cref="ClockJumpTests"/>.
/// </summary>
public sealed class MachineClockTests : CrashTests
{
    private string ClockFile => Path.Combine(Folder, "clock");

    [Theory]
    [InlineData("+2h", 1)]
    [InlineData("+3d", 1)]
    [InlineData("-2h", 0)]
    public async Task A_clock_that_is_set_and_set_back_costs_no_session_and_no_grant(string jump, int exchanges)
    {
        SetClock("+0");
        await using var app = await StartAsync(new Dictionary<string, string?>
        {
            ["LD_PRELOAD"] = Directory.GetDirectories("/usr/lib")
                .Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).First(File.Exists),
            ["FAKETIME_TIMESTAMP_FILE"] = ClockFile,
            ["FAKETIME_NO_CACHE"] = "1",
            // A clock that is set does not change how long anything takes.
            ["DONT_FAKE_MONOTONIC"] = "1",
        });
        using var visitor = await SignInAsync(app);
        await CallTogetherAsync(visitor, app.Address);
        Assert.Equal(0, Google.ExchangeCount);

        SetClock(jump);
        await CallTogetherAsync(visitor, app.Address);
        Assert.Equal(exchanges, Google.ExchangeCount);

        SetClock("+0");
        await CallTogetherAsync(visitor, app.Address);
        Assert.InRange(Google.ExchangeCount, exchanges, exchanges + 1);
        AssertIntact();
    }

    private void SetClock(string offset)
    {
        // Moved into place, so that the process never reads half of it.
        File.WriteAllText(ClockFile + ".new", offset);
        File.Move(ClockFile + ".new", ClockFile, overwrite: true);
    }

    private static async Task CallTogetherAsync(Visitor visitor, Uri app)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => visitor.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(app, "/api/tasklists")))));
        foreach (var answer in answers)
        {
            using (answer)
                Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }
    }
}
