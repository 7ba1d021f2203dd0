using TasksWeb.Tests.App;
using TasksWeb.Tests.Tasks.Pages;
using Xunit.Abstractions;

namespace TasksWeb.Tests.Conventions;

/// <summary>The two walks of docs/architecture.md: the app's own methods that a request enters, listed and counted.</summary>
public sealed class WalkTests(TracedApp app, ITestOutputHelper output) : IClassFixture<TracedApp>
{
    private const int MostForAnExpiredToken = 183;
    private const int MostForACheckbox = 126;

    /// <summary>
    /// The shortest of three: the first also makes what is kept for each provider, and on a busy machine a session may be read
    /// again.
    /// </summary>
    [Fact]
    public async Task A_call_with_an_expired_token_enters_few_methods()
    {
        using var visitor = await SignInAsync("Hanako Yamada");
        List<IReadOnlyList<string>> walks = [];
        for (var call = 1; call <= 3; call++)
        {
            Google.Grants.ExpireAccessTokens(Google.Accounts.Hanako);
            walks.Add(await app.WalkAsync(
                visitor, new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/api/tasklists"))));
            Assert.Equal(call, Google.Traffic.ExchangeCount);
        }

        AssertAtMost(
            MostForAnExpiredToken, walks.MinBy(walk => walk.Count)!, "RefreshAndRetryHandler.", "TokenVault.", "TokenEndpoint.", "SqliteDocumentStore.");
    }

    /// <summary>
    /// The shortest of three: on a busy machine what was read for the page may be too old by the time of the click.
    /// </summary>
    [Fact]
    public async Task A_click_on_a_checkbox_enters_few_methods()
    {
        const string Person = "Ren Sato";
        var tasks = Google.Accounts.Add(Person).Tasks;
        var list = tasks.Lists[0].Id;
        using var visitor = await SignInAsync(Person);
        List<IReadOnlyList<string>> walks = [];
        for (var click = 0; click < 3; click++)
        {
            var path = $"{TaskDesk.PathOf(list)}/{Uri.EscapeDataString(tasks.AddTask(list, $"Task {click}").Id)}/complete";
            walks.Add(await app.WalkAsync(visitor, await ClickAsync(visitor, list, path)));
        }

        AssertAtMost(
            MostForACheckbox, walks.MinBy(walk => walk.Count)!, "TaskFormsController.Complete(", "RefreshAndRetryHandler.");
    }

    /// <summary>What the page's script sends: the token of the page, no other field, and no wish for a page.</summary>
    private static async Task<HttpRequestMessage> ClickAsync(Visitor visitor, string list, string path)
    {
        var page = await visitor.OpenAsync(TaskDesk.PathOf(list));
        var token = page.Document.QuerySelector("#act [name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(visitor.App, path))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]),
        };
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private Sandbox.SandboxServer Google => app.Google;

    private async Task<Visitor> SignInAsync(string person)
    {
        var visitor = new Visitor(app.Address);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await visitor.SignInAsync(person)).Status);
        return visitor;
    }

    /// <param name="passed">What it has to have passed: a trace that saw nothing is short too.</param>
    private void AssertAtMost(int limit, IReadOnlyList<string> walk, params string[] passed)
    {
        var rooms = walk.CountBy(method => method.Split('.')[0]).Select(room => $"{room.Key} {room.Value}");
        var list = $"{walk.Count} methods, at most {limit}: {string.Join(", ", rooms)}\n{string.Join('\n', walk)}";
        output.WriteLine(list);
        Assert.All(passed, part => Assert.Contains(walk, method => method.Contains(part, StringComparison.Ordinal)));
        Assert.True(walk.Count <= limit, list);
    }
}
