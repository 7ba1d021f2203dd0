using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Calls;

namespace TasksWeb.Tests.Broker;

/// <summary>Every key with every operation at every connector that it may not use, and those of its Release.</summary>
public sealed class KeyPolicyTests(CallFixture fixture, PeopleFixture people)
    : IClassFixture<CallFixture>, IClassFixture<PeopleFixture>
{
    private static readonly Dictionary<string, string?> Keys = new(StringComparer.Ordinal)
    {
        ["caller"] = CallFixture.Caller,
        ["reader"] = CallFixture.Reader,
        ["taker"] = CallFixture.Taker,
        ["unknown"] = "no-such-key-0123456789abcdef",
        ["none"] = null,
    };

    private static readonly string[] Operations = ["token", "code", "connect", "state", "list", "delete", "call"];

    public static TheoryData<string, string, string> All()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var key in Keys.Keys)
        {
            foreach (var operation in Operations)
            {
                foreach (var connector in (string[])["echo", "google_drive", "google_tasks", "fitbit", "Echo", "no_such", "echo~x"])
                    all.Add(key, operation, connector);
            }
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_key_may_what_its_connectors_and_its_release_say_and_nothing_else(
        string key, string operation, string connector)
    {
        using var answer = await AskAsync(fixture.App, Keys[key], operation, connector, $"customer-{Guid.NewGuid():N}");

        var (status, code) = Expected(key, operation, connector);
        await answer.ProblemAsync(status, code);
    }

    public static TheoryData<string, string, string> People()
    {
        var all = new TheoryData<string, string, string>();
        foreach (var operation in Operations)
        {
            foreach (var who in (string[])[PeopleFixture.Unknown, PeopleFixture.TakenOff, PeopleFixture.Stopped])
                all.Add(who, operation, "echo");
            foreach (var who in (string[])[PeopleFixture.Allowed, PeopleFixture.Stopped])
                all.Add(who, operation, "google_drive");
        }
        return all;
    }

    /// <summary>Who has stopped the key has done so for one connector.</summary>
    [Theory]
    [MemberData(nameof(People))]
    public async Task A_key_for_people_may_nothing_for_who_may_not_sign_in_or_has_stopped_it(
        string who, string operation, string connector)
    {
        using var answer = await AskAsync(people.App, PeopleFixture.Member, operation, connector, people.IdOf(who));

        var (status, code) = (who, operation, connector) switch
        {
            (PeopleFixture.Unknown, not "list", _) => (HttpStatusCode.NotFound, "not_found"),
            (PeopleFixture.TakenOff, not "list", _) => (HttpStatusCode.Forbidden, "sign_in_not_allowed"),
            (PeopleFixture.Stopped, not "list", "echo") => (HttpStatusCode.Forbidden, "connector_forbidden"),
            _ => Expected("member", operation, connector),
        };
        await answer.ProblemAsync(status, code);
    }

    [Fact]
    public async Task A_key_for_people_lists_who_may_sign_in_and_has_not_stopped_it()
    {
        using var answer = await people.App.BrokerAsync(HttpMethod.Get, PeopleFixture.Member, "?connector=echo");

        using var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            [people.IdOf(PeopleFixture.Allowed)],
            list.RootElement.GetProperty("connections").EnumerateArray()
                .Select(one => one.GetProperty("identifier").GetString()));
    }

    /// <summary>Without a grant even what a key may do ends in a problem, which says that it was let in.</summary>
    private static (HttpStatusCode Status, string Code) Expected(string key, string operation, string connector) =>
        (key, operation, connector) switch
        {
            ("unknown" or "none", _, _) => (HttpStatusCode.Unauthorized, "invalid_api_key"),
            (_, _, "Echo" or "no_such" or "echo~x") => (HttpStatusCode.NotFound, "connector_not_found"),
            (_, _, "google_tasks" or "fitbit") => (HttpStatusCode.Forbidden, "connector_forbidden"),
            ("caller", "token", _) => (HttpStatusCode.Forbidden, "connector_forbidden"),
            ("taker", "call", _) => (HttpStatusCode.Forbidden, "connector_forbidden"),
            (_, "code", _) => (HttpStatusCode.BadRequest, "code_exchange_failed"),
            // None of these keys has a ReturnAddress; the state of one that is not connected is the problem asked for here.
            (_, "connect" or "state" or "list", _) => (HttpStatusCode.BadRequest, "invalid_request"),
            _ => (HttpStatusCode.NotFound, "no_tokens"),
        };

    private static Task<HttpResponseMessage> AskAsync(
        TestApp app, string? key, string operation, string connector, string identifier)
    {
        var path = $"{connector}/{Uri.EscapeDataString(identifier)}";
        return operation switch
        {
            "code" => app.BrokerAsync(
                HttpMethod.Post, key, $"{path}/code",
                JsonContent.Create(new { code = "wrong", redirectUri = BrokerFixture.RedirectUri })),
            "connect" => app.BrokerAsync(
                HttpMethod.Post, key, $"{path}/connect", JsonContent.Create(new { returnUrl = "https://backend.example/done" })),
            "state" => app.BrokerAsync(HttpMethod.Get, key, $"{path}?account=.."),
            "list" => app.BrokerAsync(HttpMethod.Get, key, $"?connector={connector}&after=%21"),
            "delete" => app.BrokerAsync(HttpMethod.Delete, key, path),
            "call" => app.BrokerAsync(HttpMethod.Get, key, $"{path}/call/files"),
            _ => app.BrokerAsync(HttpMethod.Get, key, $"{path}/token"),
        };
    }
}
