using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>The session API of a person with two Google accounts.</summary>
public sealed class AccountsApiTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Visitor _visitor = null!;
    private Account[] _accounts = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync();
        _accounts = [_app.Sandbox.Accounts.Add("First account"), _app.Sandbox.Accounts.Add("Second account")];
        foreach (var account in _accounts)
            account.Tasks.AddList($"List of {account.Name}");
        _visitor = await _app.SignInAsync(_accounts[0].Name);
        await _visitor.ConnectAnotherAsync(_accounts[1].Name);
    }

    public async Task DisposeAsync()
    {
        _visitor.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_choice_the_account_of_the_sign_in_is_meant()
    {
        Assert.Contains("List of First account", await TitlesAsync(""));
        Assert.Contains("List of First account", await TitlesAsync($"?account={IdOf(0)}"));
        Assert.DoesNotContain("List of Second account", await TitlesAsync(""));
    }

    [Fact]
    public async Task A_chosen_account_is_read_and_written_alone()
    {
        var query = $"?account={IdOf(1)}";
        Assert.Contains("List of Second account", await TitlesAsync(query));

        using var created = await PostAsync("/api/tasklists" + query, new { title = "New" });
        using var list = JsonDocument.Parse(await created.Content.ReadAsStringAsync());
        var path = $"/api/tasklists/{list.RootElement.GetProperty("id").GetString()}/tasks";
        using var task = await PostAsync(path + query, new { title = "Its task" });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (created.StatusCode, task.StatusCode));
        Assert.Contains("New", await TitlesAsync(query));
        Assert.DoesNotContain("New", await TitlesAsync(""));
        using var read = await _visitor.GetAsync(task.Headers.Location!.OriginalString);
        Assert.Contains("Its task", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await (await _visitor.GetAsync(path)).ProblemAsync(HttpStatusCode.NotFound, "provider_rejected");
    }

    [Theory]
    [InlineData("?account=", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=a&account=b", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=%2E%2E", HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData("?account=MTIz", HttpStatusCode.NotFound, "no_tokens")]
    public async Task An_account_that_is_not_connected_opens_nothing(string query, HttpStatusCode status, string code)
    {
        await (await _visitor.GetAsync("/api/tasklists" + query)).ProblemAsync(status, code);
        await (await _visitor.GetAsync("/api/tasklists/list/tasks" + query)).ProblemAsync(status, code);
    }

    [Fact]
    public async Task An_account_that_has_ended_says_where_to_reconnect_it_and_leaves_the_other()
    {
        _app.Sandbox.Grants.Revoke(_accounts[1]);

        var problem = await (await _visitor.GetAsync($"/api/tasklists?account={IdOf(1)}"))
            .ProblemAsync(HttpStatusCode.Unauthorized, "reauthorization_required");

        Assert.Equal(
            $"/connections/google_tasks?returnUrl=%2Fprofile&account={IdOf(1)}", problem.GetProperty("authorizeUrl").GetString());
        Assert.Contains("List of First account", await TitlesAsync(""));
        using var again = await _visitor.GetAsync(problem.GetProperty("authorizeUrl").GetString()!);
        Assert.Equal(_accounts[1].Subject, again.Headers.Location!.Parameter("login_hint"));
    }

    [Fact]
    public async Task Mixed_reads_and_writes_of_two_accounts_never_meet()
    {
        var random = new Random(20261129);
        for (var round = 0; round < 5; round++)
        {
            if (round % 2 == 1)
                _app.Clock.Advance(TimeSpan.FromHours(2));
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => random.Next(2)).Select(async index =>
            {
                using var written = await PostAsync(
                    $"/api/tasklists?account={IdOf(index)}", new { title = $"List of {_accounts[index].Name}" });
                Assert.Equal(HttpStatusCode.Created, written.StatusCode);
                Assert.DoesNotContain($"List of {_accounts[1 - index].Name}", await TitlesAsync($"?account={IdOf(index)}"));
            }));
        }
        foreach (var (one, other) in new[] { (_accounts[0], _accounts[1]), (_accounts[1], _accounts[0]) })
            Assert.DoesNotContain(one.Tasks.Lists, list => list.Title == $"List of {other.Name}");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_app.Address, path))
        {
            Content = JsonContent.Create(body),
        };
        return await _visitor.SendAsync(request);
    }

    private string IdOf(int index) => ProviderAccount.IdOf(_accounts[index].Subject);

    private async Task<IReadOnlyList<string?>> TitlesAsync(string query)
    {
        using var answer = await _visitor.GetAsync("/api/tasklists" + query);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var lists = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return [.. lists.EnumerateArray().Select(list => list.GetProperty("title").GetString())];
    }
}
