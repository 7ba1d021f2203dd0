using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Turns;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>Whole lists are in memory until their responses have been sent: a person gets two at a time.</summary>
public sealed class WholeListTurnsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_third_request_waits_for_one_of_two_and_those_of_others_do_not()
    {
        using var turns = new WholeListTurns();
        var first = new SentResponse();
        Assert.True(BeginAsync(turns, "a", first).IsCompletedSuccessfully);
        Assert.True(BeginAsync(turns, "a", new()).IsCompletedSuccessfully);

        var third = BeginAsync(turns, "a", new());

        Assert.False(third.IsCompleted);
        Assert.True(BeginAsync(turns, "b", new()).IsCompletedSuccessfully);
        await first.CompleteAsync();
        await third;
    }

    [Fact]
    public async Task Many_lists_asked_for_at_once_are_all_answered()
    {
        using var visitor = await fixture.App.SignInAsync();
        var lists = await visitor.JsonAsync("GET", "/api/tasklists");
        var id = lists!.AsArray()[0].Text("id");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => visitor.JsonAsync("GET", $"/api/tasklists/{id}/tasks")));

        Assert.All(answers, answer => Assert.NotEmpty(answer!.AsArray()));
    }

    private static Task BeginAsync(WholeListTurns turns, string person, SentResponse response)
    {
        var context = new DefaultHttpContext
        {
            User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimNames.Id, person)], "test")),
        };
        context.Features.Set<IHttpResponseFeature>(response);
        return turns.OnAuthorizationAsync(new AuthorizationFilterContext(new(context, new RouteData(), new ActionDescriptor()), []));
    }

    private sealed class SentResponse : HttpResponseFeature
    {
        private readonly List<Func<Task>> _completed = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

        public Task CompleteAsync() => Task.WhenAll(_completed.Select(callback => callback()));
    }
}
