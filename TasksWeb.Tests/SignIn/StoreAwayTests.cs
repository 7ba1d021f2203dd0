using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>A store that does not answer signs nobody out.</summary>
public sealed class StoreAwayTests : IAsyncLifetime
{
    private WatchedStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(wrapStore: store => _store = new WatchedStore(store));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_session_that_cannot_be_read_gets_503_and_is_kept()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        _store.Fails = true;

        using (var api = await visitor.GetAsync("/api/tasklists"))
        {
            // The visitor prefers HTML; the API answers JSON all the same.
            await api.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
            Assert.Equal(TimeSpan.FromSeconds(5), api.Headers.RetryAfter!.Delta);
            Assert.False(api.Headers.Contains("Set-Cookie"));
        }
        var page = await visitor.OpenAsync("/tasks?a=1");
        Assert.Equal("/tasks?a=1", page.OneButton(HttpStatusCode.ServiceUnavailable, "storage_unavailable"));
        Assert.NotNull(page.Headers.RetryAfter);
        Assert.DoesNotContain(page.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], IsSession);

        _store.Fails = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task An_instance_started_without_the_store_serves_when_it_is_back()
    {
        WatchedStore store = null!;
        await using var late = await TestApp.StartAsync(
            beside: _app, wrapStore: inner => store = new WatchedStore(inner) { Fails = true });
        using var visitor = late.Visit();

        foreach (var path in (string[])["/", "/auth/login"])
        {
            var page = await visitor.OpenAsync(path);
            page.OneButton(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
            Assert.NotNull(page.Headers.RetryAfter);
        }

        store.Fails = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("Hanako Yamada")).Status);
    }

    [Fact]
    public async Task The_page_that_says_so_keeps_its_style()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        _store.Fails = true;

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/site.css")).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/tasks")]
    [InlineData("///evil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("//evil.example/%2e%2e")]
    public async Task Its_button_does_not_lead_away_whatever_path_was_asked_for(string path)
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        _store.Fails = true;

        // HttpClient would tidy the path up.
        var answer = await RawRequest.GetAsync(_app.Address, path, $"Cookie: tasksweb={visitor.Secret()}", "Accept: text/html");

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.DoesNotMatch("""href="/[/\\%]""", answer);
        Assert.DoesNotMatch("""(value|action)="/[/\\]""", answer);
    }

    [Fact]
    public async Task A_sign_in_that_cannot_be_stored_gets_503_and_signs_nobody_in()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        _store.Fails = true;

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.DoesNotContain(answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [], IsSession);
        _store.Fails = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("Hanako Yamada")).Status);
    }

    [Fact]
    public async Task A_sign_out_that_cannot_be_stored_is_reported()
    {
        using var visitor = _app.Visit();
        var page = await visitor.SignInAsync("Hanako Yamada");
        _store.Fails = true;

        var answer = await visitor.PressAsync(page, "Sign out");

        answer.OneButton(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        _store.Fails = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    private static bool IsSession(string cookie) => cookie.StartsWith("tasksweb=", StringComparison.Ordinal);
}
