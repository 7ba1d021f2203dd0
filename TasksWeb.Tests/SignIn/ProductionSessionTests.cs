using System.Net;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

/// <summary>A whole sign-in with Production's rules, over https through a proxy.</summary>
public sealed class ProductionSessionTests(ProductionApp production) : IClassFixture<ProductionApp>
{
    [Fact]
    public async Task A_person_signs_in_and_out_through_the_proxy()
    {
        using var visitor = production.Visit();

        var page = await visitor.SignInAsync("Hanako Yamada");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal(new Uri(production.Door.Address, "/tasks"), page.Address);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        Assert.Equal("/", (await visitor.PressAsync(page, "Sign out")).Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_tied_to_this_host_and_to_https()
    {
        using var visitor = production.Visit();
        using var answer = await production.App.CallBackAsync(visitor, production.App.Sandbox.Accounts.Hanako);

        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("__Host-tasksweb=", StringComparison.Ordinal));
        Assert.Equal(["max-age=7776000", "path=/", "secure", "samesite=lax", "httponly"], cookie.Split("; ").Skip(1));
        Assert.All(
            answer.Headers.GetValues("Set-Cookie").Where(value => value.StartsWith("__Host-", StringComparison.Ordinal)),
            value => Assert.DoesNotContain("domain=", value, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_cookie_of_a_sign_in_under_way_is_tied_to_this_host_too()
    {
        using var visitor = production.Visit();
        using var answer = await visitor.GetAsync("/auth/login");

        var cookie = answer.Headers.GetValues("Set-Cookie")
            .Single(value => value.StartsWith("__Host-tasksweb-sign-in.", StringComparison.Ordinal));
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_cookie_is_for_https_and_out_of_reach_of_scripts()
    {
        using var visitor = production.Visit();
        var seen = new List<string>();
        using var page = await visitor.GetAsync("/");
        using var start = await visitor.GetAsync("/auth/login");
        var callback = await production.App.ConsentAsync(start.Headers.Location!, production.App.Sandbox.Accounts.Hanako);
        using var done = await visitor.GetAsync(callback.PathAndQuery);
        foreach (var answer in new[] { page, start, done })
            seen.AddRange(answer.Headers.GetValues("Set-Cookie"));

        Assert.True(seen.Count >= 3);
        Assert.All(seen, cookie => Assert.Contains("; secure", cookie, StringComparison.Ordinal));
        Assert.All(seen, cookie => Assert.Contains("; httponly", cookie, StringComparison.Ordinal));
        Assert.All(seen, cookie => Assert.Contains("; samesite=", cookie, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_of_https_does_not_count_over_http()
    {
        using var visitor = production.Visit();
        await visitor.SignInAsync("Hanako Yamada");
        var secret = visitor.Secret();

        Assert.Equal(
            HttpStatusCode.BadRequest,
            await CookieJar.StatusAsync(new Uri(production.App.Address, "/api/tasklists"), $"tasksweb={secret}"));
    }

    [Fact]
    public async Task The_provider_is_given_the_address_people_see()
    {
        using var visitor = production.Visit();

        var start = await visitor.StartSignInAsync();

        Assert.Equal(new Uri(production.Door.Address, "/auth/google/callback").ToString(), start.Parameter("redirect_uri"));
    }
}
