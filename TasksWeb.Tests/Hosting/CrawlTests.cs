using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;

namespace TasksWeb.Tests.Hosting;

/// <summary>
/// Every route of the app's own table, with the ids of one person, asked for by nobody and by another person: nothing of the first
/// comes back, nothing of theirs changes, and nothing fails.
/// </summary>
public sealed partial class CrawlTests : IAsyncLifetime
{
    private const string Victim = "Violet Victim";
    private const string Secret = "canary-of-violet";

    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        settings: new(BrokerFixture.Settings.Where(setting => setting.Value is not ""))
        {
            ["RateLimits:Enabled"] = "false",
        });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_one_person_is_shown_to_another_or_changed_by_them(bool isSignedIn)
    {
        _app.Sandbox.Accounts.Add(Victim);
        using var victim = await _app.SignInAsync(Victim);
        var account = _app.AccountOf(Victim);
        var list = account.Tasks.AddList($"List {Secret}");
        var task = account.Tasks.AddTask(list, $"Task {Secret}", one => one with { Notes = $"Notes {Secret}" });
        (await victim.GetAsync("/tasks")).Dispose();
        string[] foreign = [Secret, account.Email, victim.Secret()];
        using var other = isSignedIn ? await _app.SignInAsync("Alex Smith") : _app.Visit();
        var token = (await other.OpenAsync(isSignedIn ? "/tasks" : "/")).Document
            .QuerySelector("[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["list"] = list,
            ["task"] = task.Id,
            ["connector"] = "google_tasks",
            ["provider"] = "google",
            ["user"] = _app.KeyOf(Victim).User,
            ["identifier"] = _app.KeyOf(Victim).User,
            ["session"] = Sessions.IdOf(victim.Secret())!,
        };
        var asked = 0;

        foreach (var (method, path) in Routes(ids))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_app.Address, path));
            if (method is not ("GET" or "HEAD"))
                request.Content = path.StartsWith("/api", StringComparison.Ordinal)
                    ? new StringContent("""{"title":"changed"}""", System.Text.Encoding.UTF8, "application/json")
                    : new FormUrlEncodedContent(
                        ids.Append(new("__RequestVerificationToken", token)).Append(new("id", task.Id)).Append(new("title", "changed")));
            using var answer = await other.SendAsync(request);

            var text = $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}";
            Assert.True((int)answer.StatusCode < 500, $"{method} {path}: {(int)answer.StatusCode} {text}");
            Assert.All(foreign, one => Assert.False(text.Contains(one, StringComparison.OrdinalIgnoreCase), $"{method} {path} shows {one}"));
            asked++;
        }

        Assert.True(asked > 80, $"Only {asked} routes were asked for.");
        Assert.Equal($"Task {Secret}", Assert.Single(account.Tasks.TasksIn(list)).Title);
        Assert.Equal(HttpStatusCode.OK, (await victim.GetAsync("/api/tasklists")).StatusCode);
    }

    /// <summary>What would sign the crawler out comes last.</summary>
    private IEnumerable<(string Method, string Path)> Routes(Dictionary<string, string> ids) =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where !pattern.StartsWith("/assets", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        orderby pattern.StartsWith("/auth", StringComparison.Ordinal) || pattern == "/profile/delete"
        select (method, Parameter().Replace(pattern, match => Uri.EscapeDataString(
            ids.GetValueOrDefault(match.Groups["name"].Value, "x"))));

    [GeneratedRegex(@"\{\*{0,2}(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
