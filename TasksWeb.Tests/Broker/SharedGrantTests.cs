using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker;

/// <summary>Several backends use the grant of one person who signs in here.</summary>
public sealed class SharedGrantTests : IAsyncLifetime
{
    private const string Return = "http://localhost:1/done";
    private const string Search = "search-key-0123456789abcdef";
    private const string FilesScope = "https://www.googleapis.com/auth/drive.file";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
    {
        ["Broker:Keys:2:ReturnAddresses:0"] = Return,
        ["Broker:Keys:3:Name"] = "search",
        ["Broker:Keys:3:Sha256"] = BrokerFixture.DigestOf(Search),
        ["Broker:Keys:3:Connectors:0"] = "google_drive",
        ["Broker:Keys:3:Identifiers"] = "Users",
        ["Broker:Keys:3:ReturnAddresses:0"] = Return,
        ["Connectors:google_drive:Scopes:1"] = FilesScope,
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Each_backend_reads_and_replaces_its_own_tags_alone()
    {
        using var person = await _app.SignInAsync();

        await ConnectAsync(person, BrokerFixture.Insight, new { returnUrl = Return, tags = new { plan = "team" } });
        Assert.Equal("""{"plan":"team"}""", await TagsAsync(BrokerFixture.Insight));
        Assert.Equal("null", await TagsAsync(Search));

        await ConnectAsync(person, Search, new { returnUrl = Return, tags = new { customer = "7" } });
        await ConnectAsync(person, Search, new { returnUrl = Return });
        Assert.Equal("""{"plan":"team"}""", await TagsAsync(BrokerFixture.Insight));
        Assert.Equal("""{"customer":"7"}""", await TagsAsync(Search));
    }

    [Fact]
    public async Task A_backend_cannot_ask_less_than_the_others_need()
    {
        using var person = await _app.SignInAsync();

        using var less = await _app.BrokerAsync(
            HttpMethod.Post, Search, Path("/connect"), JsonContent.Create(new { returnUrl = Return, scopes = new[] { FilesScope } }));
        var problem = await less.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("Users", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await ConnectAsync(person, Search, new { returnUrl = Return, scopes = new[] { FilesScope, ConnectSteps.DriveScope } });
        Assert.Equal("connected", (await StateAsync(BrokerFixture.Insight)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_link_ends_when_its_person_stops_the_key()
    {
        using var person = await _app.SignInAsync();
        await ConnectAsync(person, Search, new { returnUrl = Return });
        var link = await CreateAsync(Search, new { returnUrl = Return });
        Assert.Equal(HttpStatusCode.OK, (await person.OpenAsync(link)).Status);

        var user = _app.GrantOf("google_drive", _app.AccountOf()).User;
        var uses = _app.Services.GetRequiredService<BackendUses>();
        await uses.UseAsync(user, "search", "google_drive");
        await uses.SetStoppedAsync(user, "search", "google_drive", isStopped: true);

        Assert.Equal(HttpStatusCode.NotFound, (await person.OpenAsync(link)).Status);
    }

    [Fact]
    public async Task Nothing_of_the_tags_stays_when_the_connection_is_ended()
    {
        using var person = await _app.SignInAsync();
        await ConnectAsync(person, BrokerFixture.Insight, new { returnUrl = Return, tags = new { plan = "team" } });

        using var ended = await _app.BrokerAsync(HttpMethod.Delete, BrokerFixture.Insight, Path(""));

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("null", await TagsAsync(BrokerFixture.Insight));
        // The person sees who has ended it.
        var used = await _app.Services.GetRequiredService<BackendUses>().ListAsync(
            _app.GrantOf("google_drive", _app.AccountOf()).User, default);
        Assert.Equal("insight", Assert.Single(used).Key);
    }

    /// <summary>Connects by a link of a backend.</summary>
    private async Task ConnectAsync(Visitor person, string key, object body)
    {
        var page = await person.OpenAsync(await CreateAsync(key, body));
        var authorize = await page.PressConnectAsync(person);
        using var back = await person.GetAsync((await _app.ConsentAsync(authorize, _app.AccountOf())).PathAndQuery);
        Assert.Equal($"{Return}?result=connected", back.Headers.Location!.OriginalString);
    }

    private async Task<string> CreateAsync(string key, object body)
    {
        using var made = await _app.BrokerAsync(HttpMethod.Post, key, Path("/connect"), JsonContent.Create(body));
        var text = await made.Content.ReadAsStringAsync();
        Assert.True(made.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!;
    }

    private async Task<string> TagsAsync(string key) => (await StateAsync(key)).GetProperty("tags").GetRawText();

    private async Task<JsonElement> StateAsync(string key)
    {
        using var answer = await _app.BrokerAsync(HttpMethod.Get, key, Path(""));
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Clone();
    }

    private string Path(string rest) =>
        $"google_drive/{Uri.EscapeDataString(_app.GrantOf("google_drive", _app.AccountOf()).User)}{rest}";
}
