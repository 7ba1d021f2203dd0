using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.SignIn;
using TasksWeb.Storage.Encryption;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Hosting;

/// <summary>A whole visit at the most verbose log level: no secret is in the log or on the disk.</summary>
public sealed partial class LogTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_secret_is_logged_or_stored_in_clear_and_no_input_breaks_a_line()
    {
        await using var google = await SandboxServer.StartAsync();
        var lines = new ConcurrentQueue<string>();
        var settings = new Dictionary<string, string?>(SandboxSettings.For(google, _folder.Path))
        {
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Verbose",
            ["Serilog:MinimumLevel:Override:System"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Verbose",
        };
        var secrets = new Dictionary<string, string> { ["client secret"] = google.Client.ClientSecret };
        await using (var process = TasksWebProcess.Start(new() { Settings = settings, OnLine = lines.Enqueue, WorkingDirectory = _folder.Path }))
        {
            await process.WaitUntilReadyAsync();
            google.AllowApp(process.Address);
            await VisitAsync(process.Address, google, secrets);
            await process.StopAsync();
        }
        secrets["master key"] = (await File.ReadAllTextAsync(_folder["development.key"])).Trim();
        await AddTokensAsync(google, secrets);

        var log = string.Join('\n', lines);
        Assert.True(lines.Count > 500, $"Only {lines.Count} lines: that is not everything.");
        var stored = DatabaseBytes.Of(_folder.Path);
        Assert.True(secrets.Count >= 14, string.Join(", ", secrets.Keys));
        foreach (var (name, secret) in secrets)
        {
            Assert.True(secret.Length >= 8, name);
            foreach (var written in new[] { secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret) }.Distinct())
            {
                var line = lines.FirstOrDefault(line => line.Contains(written, StringComparison.Ordinal));
                Assert.True(line is null, $"The {name} is in the log: {line}");
            }
            Assert.True(name.Contains("hint", StringComparison.Ordinal) || stored.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"The {name} is on the disk.");
        }
        // An ID token begins with eyJ, and what Data Protection seals with CfDJ8.
        Assert.DoesNotMatch(@"eyJ[A-Za-z0-9_-]{20}|CfDJ8|ya29\.|[?&](code|state)=", log);

        Assert.All(lines, line => Assert.DoesNotMatch("^(INJECTED|\\[FORGED)", line));
        // Anybody can make one up, as often as they like: the page comes with a new one, and nobody has to know.
        Assert.DoesNotContain(lines, line => line.Contains("AntiforgeryValidationException", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Any(letter => letter < ' '));
        Assert.Contains(lines, line => Line().IsMatch(line));
    }

    private static async Task VisitAsync(Uri address, SandboxServer google, Dictionary<string, string> secrets)
    {
        using var visitor = new Visitor(address);
        var start = await visitor.StartSignInAsync("/tasks?canary=in-a-query-of-ours");
        secrets["canary in a query"] = "in-a-query-of-ours";
        secrets["state"] = start.Parameter("state");
        secrets["nonce"] = start.Parameter("nonce");
        var home = await visitor.OpenAsync("/");
        secrets["form token"] = home.Document.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        secrets["form cookie"] = visitor.Cookies.GetCookies(address)["tasksweb-csrf"]!.Value;

        var page = await visitor.AnswerProviderAsync(await visitor.OpenAsync(start.ToString()), "Hanako Yamada");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        secrets["cookie"] = visitor.Secret();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);

        using (var connecting = await visitor.GetAsync("/connections/google_drive"))
        {
            secrets["state of a connection"] = connecting.Headers.Location!.Parameter("state");
            secrets["login hint of a connection"] = "login_hint=" + connecting.Headers.Location!.Parameter("login_hint");
        }

        // A refresh, refused answers, failures on the way, and callbacks that fail with a code in them.
        google.Grants.ExpireAccessTokens(google.Accounts.Hanako);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists")).StatusCode);
        foreach (var fault in new[] { Fault.Answering("tasks", 500), Fault.Of("tasks", FaultKind.Html), Fault.Of("tasks", FaultKind.Truncate), Fault.Of("tasks", FaultKind.Drop) })
        {
            google.Faults.Add(fault);
            (await visitor.GetAsync("/api/tasklists")).Dispose();
        }
        google.Faults.Clear();
        foreach (var (name, fault) in new[] { ("a failed code", Fault.OAuth("token", "invalid_grant")), ("a code of a flawed ID token", Fault.With(IdTokenFlaw.BadSignature)), ("a code during an outage", Fault.Of("token", FaultKind.Drop)) })
        {
            google.Faults.Add(fault);
            using var other = new Visitor(address);
            var begun = await other.StartSignInAsync();
            var code = $"4/canary-{Guid.NewGuid():N}";
            secrets[name] = code;
            (await other.GetAsync($"/auth/google/callback?state={Uri.EscapeDataString(begun.Parameter("state"))}&code={Uri.EscapeDataString(code)}")).Dispose();
        }
        google.Faults.Clear();
        secrets["a state that is none"] = "canary-of-a-state-that-is-none";
        secrets["a code without a state"] = "canary-of-a-code-without-a-state";
        (await visitor.GetAsync("/auth/google/callback?state=canary-of-a-state-that-is-none&code=canary-of-a-code-without-a-state")).Dispose();
        secrets["a bearer token"] = "canary-of-a-bearer-token";
        secrets["the secret of a connect link"] = "canary-of-a-connect-link-of-43-characters-x";
        foreach (var method in new[] { "GET", "POST", "PUT" })
            await RawRequest.SendAsync(
                address, $"{method} /connect/canary-of-a-connect-link-of-43-characters-x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await RawRequest.GetAsync(
            address, "/api/tasklists", "Authorization: Bearer canary-of-a-bearer-token", "X-Api-Key: canary-of-an-api-key");
        secrets["an API key"] = "canary-of-an-api-key";
        secrets["a forged cookie"] = "canary-of-a-forged-cookie-43-characters-lon";
        await CookieJar.StatusAsync(
            address,
            "tasksweb=canary-of-a-forged-cookie-43-characters-lon; tasksweb-csrf=canary-of-a-forged-cookie-43-characters-lon");

        // Lines within lines.
        foreach (var target in new[] { "/a%0d%0aINJECTED", "/a%0aINJECTED%1b[31m", "/tasks?a=%0d%0aINJECTED", "/a%E2%80%A8INJECTED", "/a%C2%85INJECTED", "/tasks/%0d%0a[FORGED%20INF]%20x" })
        {
            await RawRequest.GetAsync(
                address, target, "User-Agent: a\tINJECTED", "Accept-Language: en\tINJECTED",
                "Cookie: .AspNetCore.Culture=c%3D%0d%0aINJECTED%7Cuic%3D%0aINJECTED");
            await RawRequest.GetAsync(address, target, $"Cookie: tasksweb={visitor.Secret()}");
        }
        await RawRequest.SendAsync(address, "GET / HTTP/1.1\r\nHost: a\rINJECTED\r\n\r\n");
        await RawRequest.SendAsync(address, "G\u001bET /\nINJECTED HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        await visitor.PressAsync(await visitor.OpenAsync("/tasks"), "Sign out everywhere");
    }

    /// <summary>The tokens that the app holds, which only the master key opens.</summary>
    private async Task AddTokensAsync(SandboxServer google, Dictionary<string, string> secrets)
    {
        // A copy: opening the file would tidy its write-ahead log away before it is searched.
        using var copy = new TestFolder();
        foreach (var file in Directory.GetFiles(_folder.Path, "tasksweb.db*"))
            File.Copy(file, copy[Path.GetFileName(file)]);
        await using var store = new SqliteDocumentStore($"Data Source={copy["tasksweb.db"]}");
        var grants = new GrantRepository(
            store, new Cipher([Convert.FromBase64String(secrets["master key"])]), StoredGrants.Schedule, StoredGrants.Outbox,
            new AccountGrantRepository(store));
        var grant = (await grants.FindAsync(new GrantKey("google_tasks", User.IdOf(google.Issuer, google.Accounts.Hanako.Subject)).Id, default))!.Value;
        secrets["access token"] = grants.OpenAccessToken(grant);
        secrets["refresh token"] = grants.OpenRefreshToken(grant)!;
    }

    [GeneratedRegex(@"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INF\] ""GET /api/tasklists 200 \d+\.\d ms \S+""$")]
    private static partial Regex Line();
}
