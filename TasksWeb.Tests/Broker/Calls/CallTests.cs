using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>Calls through the vault, from a backend over the app to a provider's API and back.</summary>
public sealed class CallTests(CallFixture fixture) : IClassFixture<CallFixture>, IDisposable
{
    private readonly TestApp _app = fixture.App;
    private readonly Upstream _upstream = fixture.Upstream;

    public void Dispose()
    {
        _upstream.Answer = Upstream.Ok;
        _app.Sandbox.Faults.Clear();
    }

    [Fact]
    public async Task A_call_reaches_the_API_below_its_prefix_with_the_vaults_token()
    {
        var identifier = await fixture.ConnectAsync();

        using var answer = await fixture.CallAsync(identifier, "files/a%20b?q=name%20%3D%20'x'", headers: headers =>
        {
            headers.TryAddWithoutValidation("Cookie", "a=b");
            headers.TryAddWithoutValidation("Authorization", "Bearer mine");
            headers.TryAddWithoutValidation("X-Forwarded-For", "10.0.0.1");
            headers.TryAddWithoutValidation("Connection", "X-Named");
            headers.TryAddWithoutValidation("X-Named", "1");
            headers.TryAddWithoutValidation("If-None-Match", "\"1\"");
        });

        Assert.Equal("ok", await answer.Content.ReadAsStringAsync());
        var seen = _upstream.Seen.Last();
        Assert.Equal(("GET", "/base/v1/files/a%20b?q=name%20%3D%20'x'"), (seen.Method, seen.Target));
        Assert.True(_app.Sandbox.Grants.IsLive(seen.Headers["Authorization"]["Bearer ".Length..]));
        Assert.Equal("\"1\"", seen.Headers["If-None-Match"]);
        Assert.Equal(_upstream.Address.Authority, seen.Headers["Host"]);
        Assert.Empty(seen.Headers.Keys.Intersect(["Cookie", "X-Api-Key", "X-Forwarded-For", "X-Named"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_call_for_one_of_several_accounts_has_its_token_and_hides_the_choice()
    {
        var identifier = $"customer-{Guid.NewGuid():N}";
        var accounts = new List<Sandbox.Accounts.Account>();
        for (var index = 0; index < 2; index++)
        {
            accounts.Add(_app.Sandbox.Accounts.Add(identifier + index));
            using var saved = await _app.ObtainAsync(
                CallFixture.Caller, identifier, accounts[index], "echo", $"openid {ConnectSteps.DriveScope}");
        }
        _upstream.Answer = context =>
        {
            context.Response.Headers.Location = "/base/v1/files/2?page=3";
            return Upstream.Ok(context);
        };
        await (await fixture.CallAsync(identifier, "files?q=1")).ProblemAsync(HttpStatusCode.Conflict, "account_required");

        foreach (var account in accounts)
        {
            var choice = "account=" + ProviderAccount.IdOf(account.Subject);
            using var answer = await fixture.CallAsync(identifier, $"files?a=%20&{choice}&b");

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("/base/v1/files?a=%20&b", _upstream.Seen.Last().Target);
            var token = _upstream.Seen.Last().Headers["Authorization"]["Bearer ".Length..];
            _app.Sandbox.Grants.ExpireAccessTokens(account);
            Assert.False(_app.Sandbox.Grants.IsLive(token));
            Assert.EndsWith($"/call/files/2?page=3&{choice}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(404, "{\"error\":\"none\"}")]
    [InlineData(409, "")]
    [InlineData(503, "<html>down</html>")]
    public async Task A_failure_of_the_provider_is_passed_on(int status, string body)
    {
        var identifier = await fixture.ConnectAsync();
        _upstream.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["X-Quota"] = "7";
            return context.Response.WriteAsync(body);
        };

        using var answer = await fixture.CallAsync(identifier, "files");

        Assert.Equal((status, body), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("7", answer.Headers.GetValues("X-Quota").Single());
    }

    [Fact]
    public async Task A_response_cannot_act_for_this_site()
    {
        var identifier = await fixture.ConnectAsync();
        string[] dropped =
        [
            "Set-Cookie", "Clear-Site-Data", "Service-Worker-Allowed", "Authorization", "X-Api-Key", "X-Forwarded-Host", "Proxy-Status",
            "Refresh", "Access-Control-Allow-Origin", "X-Named", "X-Echo", "X-Accel-Redirect", "X_Accel_Buffering", "X-Sendfile",
            "X-LIGHTTPD-send-file", "X-Reproxy-URL", "Speculation-Rules", "Accept-CH", "Critical-CH", "Set-Login",
            "X-LIGHTTPD-send-tempfile", "X-Sendfile2", "X-Sendfile-Temporary", "X-LiteSpeed-Location", "x_litespeed_purge",
            "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "X-LiteSpeed-Cache-Control", "Surrogate-Control",
            "Surrogate-Key", "Edge-Control", "Cache-Tag", "Edge-Cache-Tag",
        ];
        string[] kept = ["ETag", "Link", "Retry-After", "X-RateLimit-Remaining", "X-GitHub-Request-Id", "X-Cache", "Vary"];
        _upstream.Answer = context =>
        {
            foreach (var name in dropped.Concat(kept))
                context.Response.Headers[name] = "\"1\"";
            context.Response.Headers.Connection = "X-Named";
            context.Response.Headers["X-Echo"] = context.Request.Headers.Authorization;
            context.Response.Headers.CacheControl = "public";
            context.Response.Headers.ContentSecurityPolicy = "default-src *";
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<script>alert(1)</script>");
        };

        using var answer = await fixture.CallAsync(identifier, "files");

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain(dropped, answer.Headers.NonValidated.Contains);
        Assert.All(kept, name => Assert.Equal("\"1\"", answer.Headers.NonValidated[name].ToString()));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("sandbox; default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("{up}base/v1/files/2?x=1", "files/2?x=1")]
    [InlineData("/base/v1/files/2", "files/2")]
    [InlineData("3", "3")]
    [InlineData("{up}base/v2/files", null)]
    [InlineData("{up}base/v1/../v2/files", null)]
    [InlineData("{up}base/v1/%2e%2e/files", null)]
    [InlineData("{up}base/v1/a%2F..%2Fb", null)]
    [InlineData("//elsewhere.example/base/v1/files", null)]
    [InlineData("https://elsewhere.example/base/v1/files", null)]
    [InlineData("javascript:alert(1)", null)]
    public async Task A_location_leads_back_to_the_call_or_nowhere(string location, string? expected)
    {
        var identifier = await fixture.ConnectAsync();
        _upstream.Answer = context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location.Replace("{up}", _upstream.Address.AbsoluteUri, StringComparison.Ordinal);
            return Task.CompletedTask;
        };

        using var answer = await fixture.CallAsync(identifier, "files");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(
            expected is null ? null : $"/external-auth/echo/{identifier}/call/{expected}", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Three_hundred_callers_of_an_expired_rotating_grant_cost_one_exchange()
    {
        var identifier = await fixture.ConnectAsync(connector: "google_drive");
        _app.Clock.Advance(TimeSpan.FromHours(2));
        var before = _app.Sandbox.ExchangeCount;

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async _ =>
        {
            using var answer = await fixture.CallAsync(identifier, "files?pageSize=1", connector: "google_drive");
            return (answer.StatusCode, Body: await answer.Content.ReadAsStringAsync());
        }));

        Assert.All(answers, answer => Assert.True(answer.StatusCode == HttpStatusCode.OK, answer.Body));
        Assert.All(answers, answer => Assert.Contains("\"files\"", answer.Body, StringComparison.Ordinal));
        Assert.Equal(1, _app.Sandbox.ExchangeCount - before);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(StreamedCall.RepeatableBytes, true)]
    [InlineData(StreamedCall.RepeatableBytes, false)]
    public async Task A_small_body_is_sent_again_after_a_refresh(int length, bool saysLength)
    {
        var identifier = await fixture.ConnectAsync();
        var (received, refused) = (new List<long>(), false);
        _upstream.Answer = async context =>
        {
            received.Add(await LengthAsync(context.Request.Body));
            context.Response.StatusCode = refused ? 200 : 401;
            refused = true;
        };

        using var answer = await fixture.CallAsync(identifier, "files", HttpMethod.Post, Body(length, saysLength));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([length, length], received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_streams_and_is_not_repeated_after_expiry(bool saysLength)
    {
        const int Length = StreamedCall.RepeatableBytes + 1;
        var identifier = await fixture.ConnectAsync();
        var (exchanges, refused) = (_app.Sandbox.ExchangeCount, false);
        _upstream.Answer = async context =>
        {
            context.Response.StatusCode = refused ? 200 : 401;
            refused = true;
            await context.Response.WriteAsync($"{await LengthAsync(context.Request.Body)}");
        };

        using var told = await fixture.CallAsync(identifier, "files", HttpMethod.Post, Body(Length, saysLength));
        await told.ProblemAsync(HttpStatusCode.Unauthorized, "body_not_repeatable");
        using var again = await fixture.CallAsync(identifier, "files", HttpMethod.Post, Body(Length, saysLength));

        Assert.Equal($"{Length}", await again.Content.ReadAsStringAsync());
        Assert.Equal(1, _app.Sandbox.ExchangeCount - exchanges);
    }

    [Fact]
    public async Task Both_bodies_stream()
    {
        const int Size = 30 * 1024 * 1024;
        var identifier = await fixture.ConnectAsync();
        _upstream.Answer = async context =>
        {
            for (var left = await LengthAsync(context.Request.Body); left > 0; left -= 64 * 1024)
                await context.Response.Body.WriteAsync(new byte[64 * 1024]);
        };

        using var answer = await fixture.CallAsync(identifier, "files", HttpMethod.Put, Body(Size, saysLength: false));

        Assert.Equal(Size, await LengthAsync(await answer.Content.ReadAsStreamAsync()));
    }

    [Fact]
    public async Task The_beginning_of_a_response_arrives_before_its_end()
    {
        var identifier = await fixture.ConnectAsync();
        var end = new TaskCompletionSource();
        _upstream.Answer = async context =>
        {
            await context.Response.WriteAsync("begin");
            await context.Response.Body.FlushAsync();
            await end.Task;
        };

        using var answer = await fixture.CallAsync(identifier, "files");
        var start = new byte[5];
        await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(start);
        end.SetResult();

        Assert.Equal("begin", Encoding.ASCII.GetString(start));
    }

    [Fact]
    public async Task A_client_that_disconnects_ends_the_call_at_the_provider()
    {
        var identifier = await fixture.ConnectAsync();
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        _upstream.Answer = async context =>
        {
            context.RequestAborted.Register(() => ended.SetResult());
            begun.SetResult();
            await ended.Task;
        };
        using var client = new CancellationTokenSource();
        var call = fixture.CallAsync(identifier, "files", cancellationToken: client.Token);
        await begun.Task;

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Without_a_grant_nothing_is_sent()
    {
        var before = _upstream.Seen.Count;

        using var answer = await fixture.CallAsync("nobody", "files");

        var problem = await answer.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        Assert.Contains("/o/oauth2/v2/auth", problem.GetProperty("authorizeUrl").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, _upstream.Seen.Count);
    }

    private static async Task<long> LengthAsync(Stream body)
    {
        var (buffer, length) = (new byte[64 * 1024], 0L);
        while (await body.ReadAsync(buffer) is var read and > 0)
            length += read;
        return length;
    }

    private static StreamContent Body(int length, bool saysLength)
    {
        var bytes = new MemoryStream(new byte[length]);
        var content = new StreamContent(saysLength ? bytes : new UnknownLengthStream(bytes));
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return content;
    }
}
