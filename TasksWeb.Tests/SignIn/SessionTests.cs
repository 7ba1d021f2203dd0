using System.Net;
using System.Text;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>The cookie session: who holds the cookie is signed in, until the session ends on the server.</summary>
public sealed class SessionTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task Every_sign_in_gets_a_new_session_and_ends_the_one_before()
    {
        using var visitor = await _app.SignInAsync();
        var first = visitor.Secret();

        await visitor.SignInAsync("Hanako Yamada");

        Assert.NotEqual(first, visitor.Secret());
        await AssertSignedOutAsync(first);
        await AssertSignedInAsync(visitor.Secret());
    }

    [Fact]
    public async Task A_session_planted_before_the_sign_in_is_not_taken_over()
    {
        var planted = new string('A', 43);
        using var visitor = _app.Visit();
        visitor.Cookies.Add(_app.Address, new Cookie("tasksweb", planted, "/"));

        await visitor.SignInAsync("Hanako Yamada");

        Assert.NotEqual(planted, visitor.Secret());
        await AssertSignedOutAsync(planted);
    }

    [Fact]
    public async Task Sessions_have_256_bits_that_never_repeat()
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 10; i++)
        {
            using var visitor = await _app.SignInAsync();
            Assert.Equal(32, System.Buffers.Text.Base64Url.DecodeFromChars(visitor.Secret()).Length);
            Assert.True(secrets.Add(visitor.Secret()));
        }
    }

    [Fact]
    public async Task The_cookie_is_kept_from_scripts_and_other_sites()
    {
        using var visitor = _app.Visit();
        using var answer = await _app.CallBackAsync(visitor, _app.Sandbox.Accounts.Hanako);

        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("tasksweb=", StringComparison.Ordinal));
        var attributes = cookie.Split("; ").Skip(1).ToList();
        Assert.Equal(["max-age=7776000", "path=/", "samesite=lax", "httponly"], attributes);
    }

    [Fact]
    public async Task The_secret_of_the_cookie_is_not_in_the_store()
    {
        using var visitor = await _app.SignInAsync();
        var secret = visitor.Secret();

        var bytes = DatabaseBytes.Of(_app.Folder);

        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(secret)));
        Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Buffers.Text.Base64Url.DecodeFromChars(secret)));
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(_app.Sandbox.Accounts.Hanako.Subject)));
    }

    [Fact]
    public async Task A_cookie_copied_before_the_sign_out_is_dead_after_it()
    {
        using var visitor = _app.Visit();
        var page = await visitor.SignInAsync("Hanako Yamada");
        var copy = visitor.Secret();
        await AssertSignedInAsync(copy);

        await visitor.PressAsync(page, "Sign out");

        await AssertSignedOutAsync(copy);
        Assert.Null(visitor.Cookies.GetCookies(_app.Address)["tasksweb"]);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        using var other = await _app.SignInAsync();
        using var visitor = _app.Visit();

        await visitor.PressAsync(await visitor.SignInAsync("Hanako Yamada"), "Sign out");
        _app.Clock.Advance(TimeSpan.FromSeconds(6));

        await AssertSignedInAsync(other.Secret());
    }

    [Fact]
    public async Task A_session_that_is_used_lives_on_and_one_that_is_not_ends()
    {
        using var used = await _app.SignInAsync();
        using var unused = await _app.SignInAsync();

        _app.Clock.Advance(TimeSpan.FromDays(13));
        await AssertSignedInAsync(used.Secret());
        _app.Clock.Advance(TimeSpan.FromDays(2));

        await AssertSignedInAsync(used.Secret());
        await AssertSignedOutAsync(unused.Secret());
        _app.Clock.Advance(TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1));
        await AssertSignedOutAsync(used.Secret());
    }

    [Fact]
    public async Task A_busy_session_ends_at_the_absolute_limit_to_the_second()
    {
        using var visitor = await _app.SignInAsync();
        var secret = visitor.Secret();
        for (var day = 5; day < 90; day += 5)
        {
            _app.Clock.Advance(TimeSpan.FromDays(5));
            await AssertSignedInAsync(secret);
        }
        _app.Clock.Advance(TimeSpan.FromDays(5) - TimeSpan.FromMinutes(1));
        await AssertSignedInAsync(secret);

        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        await AssertSignedOutAsync(secret);
    }

    [Fact]
    public async Task A_cached_session_does_not_outlive_its_limit()
    {
        using var visitor = await _app.SignInAsync();
        _app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(2) - TimeSpan.FromDays(13));
        await AssertSignedInAsync(visitor.Secret());
        _app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(2));
        // Seen a moment ago by the clock of the app, with less left than it is believed for.
        await AssertSignedInAsync(visitor.Secret());
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session_of_this_person_only()
    {
        using var other = await _app.SignInAsync();
        using var somebodyElse = await _app.SignInAsync("Alex Smith");
        using var visitor = _app.Visit();
        var page = await visitor.SignInAsync("Hanako Yamada");
        var own = visitor.Secret();

        var landing = await visitor.PressAsync(page, "Sign out everywhere");
        _app.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("/", landing.Address.AbsolutePath);
        await AssertSignedOutAsync(own);
        await AssertSignedOutAsync(other.Secret());
        await AssertSignedInAsync(somebodyElse.Secret());
    }

    [Fact]
    public async Task A_session_ended_on_one_instance_is_dead_on_another_within_five_seconds()
    {
        await using var second = await TestApp.StartAsync(settings: new()
        {
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_app.Folder, "tasksweb.db")}",
        });
        using var visitor = _app.Visit();
        var page = await visitor.SignInAsync("Hanako Yamada");
        var secret = visitor.Secret();
        second.Clock.Advance(_app.Clock.GetUtcNow() - second.Clock.GetUtcNow());
        Assert.Equal(HttpStatusCode.Redirect, await CookieJar.StatusAsync(second.Address, $"tasksweb={secret}"));

        await visitor.PressAsync(page, "Sign out everywhere");
        second.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.OK, await CookieJar.StatusAsync(second.Address, $"tasksweb={secret}"));
    }

    public static TheoryData<string> Forged
    {
        get
        {
            var secret = new string('A', 43);
            return
            [
                "tasksweb=", "tasksweb=x", $"tasksweb={secret}", $"tasksweb={secret}A", $"tasksweb={secret[1..]}", "tasksweb",
                "=", ";;;", "tasksweb==",
                $"tasksweb=\"{secret}\"", $"tasksweb={new string('=', 43)}", $"tasksweb={new string('%', 43)}",
                $"tasksweb={new string(' ', 43)}",
                $"tasksweb={string.Concat(Enumerable.Repeat("%00", 43))}",
                $"tasksweb={string.Concat(Enumerable.Repeat("%E3%81%82", 43))}",
                $"tasksweb={string.Concat(Enumerable.Repeat("%ED%A0%80", 43))}",
                "tasksweb=' OR '1'='1' -- aaaaaaaaaaaaaaaaaaaaaaaaaa",
                $"tasksweb={new string('x', 8000)}", $"tasksweb={secret}; tasksweb={secret}", $"__Host-tasksweb={secret}",
                string.Join("; ", Enumerable.Range(0, 500).Select(i => $"c{i}=x")), $"tasksweb-csrf={secret}",
                ".AspNetCore.Culture=%00%00%00; tasksweb=x",
                "tz=../../etc/passwd", "tasksweb-tz=%F0%28%8C%28", ".AspNetCore.Culture=c%3D..%7Cuic%3D%2F%2F",
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Forged))]
    public async Task A_forged_cookie_is_no_session(string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/api/tasklists"));
        request.Headers.TryAddWithoutValidation("Cookie", cookie);

        using var answer = await client.SendAsync(request);

        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
        Assert.Equal(HttpStatusCode.OK, await CookieJar.StatusAsync(_app.Address, cookie));
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public async Task A_cookie_of_any_size_is_answered_below_500(int length)
    {
        var answer = await RawRequest.GetAsync(_app.Address, "/api/tasklists", $"Cookie: tasksweb={new string('x', length)}");

        Assert.Matches("^HTTP/1.1 4[0-9][0-9] ", answer);
    }

    private async Task AssertSignedInAsync(string secret) =>
        Assert.Equal(HttpStatusCode.Redirect, await CookieJar.StatusAsync(_app.Address, $"tasksweb={secret}"));

    private async Task AssertSignedOutAsync(string secret)
    {
        Assert.Equal(HttpStatusCode.OK, await CookieJar.StatusAsync(_app.Address, $"tasksweb={secret}"));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await CookieJar.StatusAsync(new Uri(_app.Address, "/api/tasklists"), $"tasksweb={secret}"));
    }
}
