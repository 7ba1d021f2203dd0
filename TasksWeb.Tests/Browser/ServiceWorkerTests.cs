using System.Net;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TasksWeb.Tests.Browser;

public sealed class ServiceWorkerTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task From_the_second_page_on_api_calls_carry_an_id_token()
    {
        using var server = new ServerLog(App);
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.ServiceWorkerControlsAsync();

        await window.GoToAsync("/tasks");
        Assert.True(await window.Page.EvaluateAsync<bool>("() => navigator.serviceWorker.controller !== null"));
        var (status, lists) = await window.FetchAsync("/api/tasklists");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(AccountOf(Hanako).Tasks.Lists.Count, lists.GetArrayLength());
        Assert.True(Assert.Single(server.Of("/api/tasklists")).HasBearer);
        Assert.False(server.Of("/tasks")[0].HasBearer);
    }

    [Fact]
    public async Task One_id_token_serves_many_calls()
    {
        using var server = new ServerLog(App);
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.ServiceWorkerControlsAsync();

        await window.Page.EvaluateAsync("() => Promise.all(Array.from({ length: 20 }, () => fetch('/api/session')))");

        Assert.Equal(20, server.Of("/api/session").Count(call => call.HasBearer));
        Assert.Single(server.Of("/api/session/id-token"));
    }

    [Fact]
    public async Task A_session_ended_elsewhere_is_signed_out_without_endless_retries()
    {
        var desk = await OpenAsync();
        await desk.SignInAsync(Hanako);
        await desk.ServiceWorkerControlsAsync();
        Assert.Equal(HttpStatusCode.OK, (await desk.FetchAsync("/api/session")).Status);
        var phone = await OpenAsync();
        await phone.SignInAsync(Hanako, consents: false);
        await phone.SignOutAsync("Sign out everywhere");
        using var server = new ServerLog(App);

        var (status, problem) = await desk.FetchAsync("/api/session");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("signed_out", problem.GetProperty("code").GetString());
        Assert.Equal([true, false], server.Of("/api/session").Select(call => call.HasBearer));
    }

    [Fact]
    public async Task The_next_person_in_the_same_browser_is_not_mistaken_for_the_previous_one()
    {
        var window = await OpenAsync();
        await window.SignInAsync(Hanako);
        await window.ServiceWorkerControlsAsync();
        Assert.Equal(Hanako, (await window.FetchAsync("/api/session")).Body.GetProperty("name").GetString());
        await window.SignOutAsync();

        await window.SignInAsync(Alex);

        await Expect(window.Menu).ToContainTextAsync(Alex);
        Assert.Equal(Alex, (await window.FetchAsync("/api/session")).Body.GetProperty("name").GetString());
        Assert.Equal(Alex, (await window.FetchAsync("/api/session")).Body.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Without_service_workers_the_cookie_alone_does()
    {
        using var server = new ServerLog(App);
        var window = await OpenAsync(new() { Locale = "en-US", ServiceWorkers = ServiceWorkerPolicy.Block });
        await window.SignInAsync(Hanako);
        await window.GoToAsync("/tasks");

        Assert.Equal(HttpStatusCode.OK, (await window.FetchAsync("/api/tasklists")).Status);
        Assert.False(Assert.Single(server.Of("/api/tasklists")).HasBearer);
        await window.SignOutAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await window.FetchAsync("/api/tasklists")).Status);
    }
}
