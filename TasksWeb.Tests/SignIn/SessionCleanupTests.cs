using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

public sealed class SessionCleanupTests
{
    [Fact]
    public async Task Tickets_of_ended_sessions_are_deleted_and_living_ones_stay()
    {
        await using var app = await TestApp.StartAsync();
        var tickets = app.Services.GetRequiredService<TicketRepository>();
        using var gone = await app.SignInAsync();
        app.Clock.Advance(TimeSpan.FromDays(15));
        using var here = await app.SignInAsync();
        var owner = app.KeyOf().User;
        Assert.Equal(2, (await tickets.ListIdsByOwnerAsync(owner, default)).Count);

        Assert.Equal(1, await app.Services.GetRequiredService<SessionCleanup>().RunOnceAsync(default));

        Assert.Single(await tickets.ListIdsByOwnerAsync(owner, default));
        using var answer = await here.GetAsync("/tasks");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
