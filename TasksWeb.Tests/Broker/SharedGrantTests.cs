using System.Net.Http.Json;
using System.Text.Json;
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
    public async Task A_link_that_asks_less_takes_nothing_from_another_backend()
    {
        using var person = await _app.SignInAsync();

        await ConnectAsync(person, BrokerFixture.Insight, new { returnUrl = Return, scopes = new[] { ConnectSteps.DriveScope } });
        var asked = await ConnectAsync(person, Search, new { returnUrl = Return, scopes = new[] { FilesScope } });

        Assert.Equal(2, asked.Document.QuerySelectorAll("main li").Length);
        foreach (var key in new[] { BrokerFixture.Insight, Search })
        {
            var state = await StateAsync(key);
            Assert.Equal("connected", state.GetProperty("status").GetString());
            Assert.Superset(
                new HashSet<string?> { ConnectSteps.DriveScope, FilesScope },
                state.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).ToHashSet());
        }
    }

    /// <summary>Connects by a link of a backend.</summary>
    /// <returns>The page of the link.</returns>
    private async Task<Page> ConnectAsync(Visitor person, string key, object body)
    {
        using var made = await _app.BrokerAsync(HttpMethod.Post, key, Path("/connect"), JsonContent.Create(body));
        var text = await made.Content.ReadAsStringAsync();
        Assert.True(made.IsSuccessStatusCode, text);
        var page = await person.OpenAsync(JsonDocument.Parse(text).RootElement.GetProperty("url").GetString()!);
        var authorize = await page.PressConnectAsync(person);
        using var back = await person.GetAsync((await _app.ConsentAsync(authorize, _app.AccountOf())).PathAndQuery);
        Assert.Equal($"{Return}?result=connected", back.Headers.Location!.OriginalString);
        return page;
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
