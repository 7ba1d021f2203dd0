using System.Net;
using TasksWeb.Foundation;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>
/// An answer counts only in the browser that asked, once, and from the provider that was asked (RFC 9700 §4.4, §4.5, §4.7).
/// </summary>
public sealed class SignInStateTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;
    private readonly long _tokenCalls = fixture.App.Sandbox.Traffic.CallsOf("/token");
    private readonly long _codesSpent = fixture.App.Sandbox.Traffic.CodeExchangeCount;

    private long TokenCalls => _app.Sandbox.Traffic.CallsOf("/token") - _tokenCalls;

    private IEnumerable<Cookie> SignInsUnderWay(Visitor visitor) => visitor.Cookies.GetCookies(_app.Address)
        .Where(cookie => cookie.Name.StartsWith("tasksweb-sign-in.", StringComparison.Ordinal));

    private long CodesSpent => _app.Sandbox.Traffic.CodeExchangeCount - _codesSpent;

    [Theory]
    [InlineData("lost")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("cut short")]
    [InlineData("doubled")]
    [InlineData("doubled, the first empty")]
    [InlineData("longer than a header may be")]
    public async Task A_callback_with_a_wrong_state_is_refused(string what)
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        var state = callback.Parameter("state");
        var changed = what switch
        {
            "lost" => callback.With("state", null),
            "empty" => callback.With("state", ""),
            "garbage" => callback.With("state", "garbage"),
            "cut short" => callback.With("state", state[..^4]),
            "doubled" => new Uri($"{callback}&state={state}"),
            "doubled, the first empty" => new Uri($"{callback.With("state", "")}&state={state}"),
            _ => callback.With("state", new string('x', 7000)),
        };

        await AssertRefusedAsync(visitor, changed, "sign_in_state_lost");
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task A_link_from_another_site_asks_before_it_signs_in(string site)
    {
        using var visitor = _app.Visit();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_app.Address, "/auth/login?returnUrl=%2Ftasks%2Ftoday"));
        request.Headers.Add("Sec-Fetch-Site", site);

        using var answer = await visitor.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(
            "href=\"/auth/login?returnUrl=%2Ftasks%2Ftoday\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(SignInsUnderWay(visitor));
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(104, 5)]
    public void Sign_ins_that_are_never_completed_do_not_pile_up_in_the_browser(int known, int deleted)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.Headers.Cookie = "other=1; " + string.Join("; ", Enumerable.Range(0, known).Select(number => $"sign-in.{number}=N"));

        SiteCookie.DeleteSurplus(context, "sign-in.", 100);

        Assert.Equal(
            Enumerable.Range(0, deleted).Select(number => $"sign-in.{number}"),
            context.Response.Headers.SetCookie.Select(cookie => cookie!.Split('=')[0]));
    }

    [Fact]
    public async Task A_state_of_another_browser_is_refused()
    {
        using var attacker = _app.Visit();
        var callback = await _app.ConsentAsync(await attacker.StartSignInAsync(), _app.Sandbox.Accounts.Alex);
        using var victim = _app.Visit();
        await victim.StartSignInAsync();

        await AssertRefusedAsync(victim, callback, "sign_in_state_lost");
    }

    [Fact]
    public async Task A_code_of_another_sign_in_is_refused_with_the_own_state()
    {
        using var attacker = _app.Visit();
        var stolen = await _app.ConsentAsync(await attacker.StartSignInAsync(), _app.Sandbox.Accounts.Alex);
        using var victim = _app.Visit();
        var own = await _app.ConsentAsync(await victim.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        using var answer = await victim.GetAsync(own.With("code", stolen.Parameter("code")).PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, CodesSpent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_response_replayed_after_the_sign_in_is_refused()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        using var first = await visitor.GetAsync(callback.PathAndQuery);
        Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        var calls = TokenCalls;

        using var second = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal(calls, TokenCalls);
        Assert.False(second.Headers.Contains("Set-Cookie") && second.Headers.GetValues("Set-Cookie").Any(IsSession));
    }

    [Fact]
    public async Task A_response_that_comes_too_late_is_refused()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        _app.Clock.Advance(TimeSpan.FromMinutes(20));

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, CodesSpent);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task A_used_code_is_refused()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        using var first = await visitor.GetAsync(callback.PathAndQuery);
        var again = await visitor.StartSignInAsync();

        using var second = await visitor.GetAsync(callback.With("state", again.Parameter("state")).PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal(1, CodesSpent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://issuer.invalid")]
    [InlineData("HTTPS://ACCOUNTS.EXAMPLE")]
    public async Task A_response_with_another_issuer_is_refused_before_the_exchange(string issuer)
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        await AssertRefusedAsync(visitor, callback.With("iss", issuer), "sign_in_state_lost");
    }

    [Fact]
    public async Task A_response_that_names_its_issuer_twice_is_refused()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);
        var issuer = Uri.EscapeDataString(_app.Sandbox.Issuer);

        await AssertRefusedAsync(
            visitor, new Uri($"{callback}&iss={issuer}&iss=https%3A%2F%2Fissuer.invalid"), "sign_in_state_lost");
    }

    [Fact]
    public async Task A_response_that_names_the_right_issuer_is_accepted()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        using var answer = await visitor.GetAsync(callback.With("iss", _app.Sandbox.Issuer).PathAndQuery);

        Assert.Equal("/tasks", answer.Headers.Location?.OriginalString);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_response_without_a_code_is_refused(string? code)
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        await AssertRefusedAsync(visitor, callback.With("code", code), "code_exchange_failed");
    }

    [Fact]
    public async Task A_response_with_two_codes_is_refused()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        await AssertRefusedAsync(visitor, new Uri($"{callback}&code=second"), "code_exchange_failed");
    }

    [Fact]
    public async Task Every_start_has_a_state_a_nonce_and_a_challenge_of_its_own()
    {
        const int Starts = 250;
        var all = new List<Uri>();
        for (var i = 0; i < Starts; i++)
        {
            using var visitor = _app.Visit();
            all.Add(await visitor.StartSignInAsync());
        }

        foreach (var name in new[] { "state", "nonce", "code_challenge" })
        {
            Assert.Equal(Starts, all.Select(start => start.Parameter(name)).Distinct(StringComparer.Ordinal).Count());
            Assert.All(all, start => Assert.True(start.Parameter(name).Length >= 43, $"{name} is shorter than 256 bits"));
        }
        Assert.All(all, start => Assert.Equal("S256", start.Parameter("code_challenge_method")));
        Assert.All(all, start => Assert.Equal("code", start.Parameter("response_type")));
        Assert.All(
            all,
            start => Assert.Equal(new Uri(_app.Address, "auth/google/callback").ToString(), start.Parameter("redirect_uri")));
    }

    [Fact]
    public async Task The_code_verifier_is_sent_and_checked()
    {
        using var visitor = _app.Visit();
        var start = await visitor.StartSignInAsync();
        // As if somebody had swapped the challenge on the way: the verifier does not fit it.
        var swapped = start.With("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        var callback = await _app.ConsentAsync(swapped, _app.Sandbox.Accounts.Hanako);

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(1, TokenCalls);
        Assert.Equal(0, CodesSpent);
    }

    [Fact]
    public async Task After_100_abandoned_sign_ins_one_succeeds()
    {
        using var visitor = _app.Visit();
        // As many as browsers keep for one site.
        visitor.Cookies.PerDomainCapacity = 180;
        for (var i = 0; i < 100; i++)
            await visitor.StartSignInAsync();
        Assert.True(visitor.Cookies.Count >= 100);

        var page = await visitor.SignInAsync("Hanako Yamada");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("/tasks", page.Address.AbsolutePath);
    }

    [Fact]
    public async Task No_address_that_the_browser_keeps_has_a_secret_of_the_sign_in()
    {
        using var visitor = _app.Visit();
        var callback = await _app.ConsentAsync(await visitor.StartSignInAsync(), _app.Sandbox.Accounts.Hanako);

        using var answer = await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal("/tasks", answer.Headers.Location!.OriginalString);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    private async Task AssertRefusedAsync(Visitor visitor, Uri callback, string code)
    {
        using var answer = await visitor.GetAsync(callback.PathAndQuery);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, TokenCalls);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    private static bool IsSession(string cookie) => cookie.StartsWith("tasksweb=", StringComparison.Ordinal);
}
