using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>What each key may not do, and that nothing happens when it tries.</summary>
public sealed class CallPolicyTests(CallFixture fixture, PeopleFixture people)
    : IClassFixture<CallFixture>, IClassFixture<PeopleFixture>
{
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["caller"] = CallFixture.Caller,
        ["reader"] = CallFixture.Reader,
        ["taker"] = CallFixture.Taker,
    };

    public static TheoryData<string, string, string, string, string, int> Calls()
    {
        var calls = new TheoryData<string, string, string, string, string, int>();
        string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"];
        foreach (var key in Keys.Keys)
        {
            foreach (var method in methods)
            {
                foreach (var path in (string[])["files", "files/1", "filesystem", "Files", "about"])
                    calls.Add(key, method, "echo", path, "own", Expected(key, method, path));
            }
            calls.Add(key, "GET", "google_calendar", "files", "own", 403);
            calls.Add(key, "GET", "google_tasks", "files", "own", 403);
            calls.Add(key, "GET", "no_such", "files", "own", 404);
            calls.Add(key, "GET", "Echo", "files", "own", 404);
            calls.Add(key, "GET", "echo", "files", "another key's", key == "taker" ? 403 : 404);
        }
        return calls;

        static int Expected(string key, string method, string path) => (key, method) switch
        {
            (_, "TRACE" or "PURGE") => 405,
            ("taker", _) => 403,
            ("reader", "GET" or "HEAD") => path.StartsWith("files", StringComparison.Ordinal) && path != "filesystem" ? 200 : 403,
            ("reader", _) => 403,
            _ => 200,
        };
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_is_made_only_where_the_key_may(
        string key, string method, string connector, string path, string whose, int expected)
    {
        var identifier = await fixture.ConnectAsync(whose == "own" ? Keys[key] : CallFixture.Taker);
        var before = fixture.Upstream.Seen.Count;

        using var answer = await fixture.CallAsync(identifier, path, new HttpMethod(method), key: Keys[key], connector: connector);

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == StatusCodes.Status200OK ? 1 : 0, fixture.Upstream.Seen.Count - before);
        if (expected == StatusCodes.Status403Forbidden && method != "HEAD")
            await answer.ProblemAsync(HttpStatusCode.Forbidden, "connector_forbidden");
    }

    [Theory]
    [InlineData(PeopleFixture.Allowed, 200, null)]
    [InlineData(PeopleFixture.Unknown, 404, "not_found")]
    [InlineData(PeopleFixture.TakenOff, 403, "sign_in_not_allowed")]
    [InlineData(PeopleFixture.Stopped, 403, "connector_forbidden")]
    public async Task A_call_for_somebody_who_signs_in_here_is_made_only_while_the_person_allows_it(
        string who, int expected, string? code)
    {
        var before = people.Upstream.Seen.Count;

        using var answer = await CallFixture.CallAsync(
            people.App, Uri.EscapeDataString(people.IdOf(who)), "files", key: PeopleFixture.Member);

        Assert.Equal(expected, (int)answer.StatusCode);
        if (code is not null)
            await answer.ProblemAsync((HttpStatusCode)expected, code);
        Assert.Equal(code is null ? 1 : 0, people.Upstream.Seen.Count - before);
    }

    [Fact]
    public async Task A_call_is_not_made_once_the_person_has_stopped_the_key_while_its_body_was_on_the_way()
    {
        var (user, before) = (people.IdOf(PeopleFixture.Allowed), people.Upstream.Seen.Count);
        var uses = people.App.Services.GetRequiredService<BackendUses>();
        using var client = new TcpClient();
        await client.ConnectAsync(people.App.Address.Host, people.App.Address.Port);
        using var reader = new StreamReader(client.GetStream());
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /external-auth/echo/{Uri.EscapeDataString(user)}/call/files HTTP/1.1\r\nHost: {people.App.Address.Authority}\r\n"
            + $"X-Api-Key: {PeopleFixture.Member}\r\nContent-Length: 1\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"));
        // The app waits for the body.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());

        Assert.True(await uses.SetStoppedAsync(user, "member", "echo", isStopped: true));
        await client.GetStream().WriteAsync("x"u8.ToArray());
        var answer = await reader.ReadToEndAsync();
        await uses.SetStoppedAsync(user, "member", "echo", isStopped: false);

        Assert.Contains("connector_forbidden", answer, StringComparison.Ordinal);
        Assert.Equal(before, people.Upstream.Seen.Count);
    }

    [Theory]
    [InlineData("caller", false)]
    [InlineData("reader", true)]
    [InlineData("taker", true)]
    public async Task A_key_that_only_calls_gets_no_token(string key, bool expected)
    {
        var person = fixture.App.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}");
        var code = await fixture.App.ConsentCodeAsync(person, ConnectSteps.DriveScope);

        using var saved = await fixture.App.CodeAsync(Keys[key], "echo", person.Name, code);
        using var got = await fixture.App.TokenAsync(Keys[key], "echo", person.Name);

        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        var body = await saved.Content.ReadAsStringAsync();
        Assert.Contains("expirationTime", body, StringComparison.Ordinal);
        Assert.Equal(expected, body.Contains("accessToken", StringComparison.Ordinal));
        Assert.Equal(expected ? HttpStatusCode.OK : HttpStatusCode.Forbidden, got.StatusCode);
        Assert.Equal(expected, (await got.Content.ReadAsStringAsync()).Contains("accessToken", StringComparison.Ordinal));
    }
}
