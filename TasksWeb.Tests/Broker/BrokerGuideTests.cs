using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using TasksWeb.Broker.Events;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Events;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker;

/// <summary>The clients of docs/broker.md, taken from it as they stand there.</summary>
public sealed partial class BrokerGuideTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly TestApp _app = fixture.App;

    [Theory]
    [InlineData("curl", "sh", "bash", "-c", "")]
    [InlineData("Node", "js", "node", "-e", "(async () => { await saveAuthCode('customer-7', process.env.CODE); console.log(await getAccessToken('customer-7')); })()")]
    [InlineData(
        "Python", "python", "python3", "-c",
        "save_auth_code('customer-7', os.environ['CODE']); print(get_access_token('customer-7'))")]
    public async Task Each_client_exchanges_a_code_for_a_live_token(
        string heading, string language, string program, string option, string use)
    {
        var person = _app.Sandbox.Accounts.Add($"Customer of {heading}");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(option);
        start.ArgumentList.Add($"{Client(heading, language)}\n{use}");
        start.Environment["TASKSWEB"] = _app.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["KEY"] = BrokerFixture.Reports;
        start.Environment["CODE"] = await _app.ConsentCodeAsync(person, ConnectSteps.DriveScope);

        using var process = Process.Start(start)!;
        var (output, errors) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, errors);
        var token = Token().Matches(output).Last().Value;
        Assert.True(_app.Sandbox.Grants.IsLive(token), output);
    }

    [Fact]
    public async Task The_guides_calls_reach_the_provider_and_make_a_connect_link()
    {
        await using var app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
        {
            ["Broker:Keys:1:Release"] = "Both",
            ["Broker:Keys:1:ReturnAddresses:0"] = "https://backend.example/done",
        });
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Planner, "customer-7", app.Sandbox.Accounts.Alex)).Dispose();

        var (output, _) = await RunAsync(
            "bash", ["-c", Example("With `Release` `Call` or `Both`, and with a `ReturnAddresses` entry:", "sh")],
            ("TASKSWEB", app.Address.GetLeftPart(UriPartial.Authority)), ("KEY", BrokerFixture.Planner));

        Assert.Contains("\"files\"", output, StringComparison.Ordinal);
        var link = Link().Match(output).Groups["url"].Value;
        using var visitor = app.Visit();
        Assert.Equal(HttpStatusCode.OK, (await visitor.OpenAsync(link)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_is_verified_as_the_guide_says_and_a_forged_one_is_not(bool isGenuine)
    {
        await using var receiver = await Receiver.StartAsync();
        string? headers = null;
        receiver.Answer = (_, context) =>
        {
            headers = JsonSerializer.Serialize(
                context.Request.Headers.ToDictionary(one => one.Key.ToLowerInvariant(), one => one.Value.ToString()));
            return Task.CompletedTask;
        };
        await using var app = await TestApp.StartAsync(settings: receiver.Settings());
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Reports, "customer-7", app.Sandbox.Accounts.Alex)).Dispose();
        await StoredGrants.UntilAsync(() => Task.FromResult(headers is not null), "the event");
        var body = receiver.All[0].Body.GetRawText();

        var script = Example("The check of an event, with `body` as the bytes that were received:", "js")
            + "try { console.log(verify(JSON.parse(process.env.HEADERS), Buffer.from(process.env.BODY)).type); }"
            + "catch (error) { console.log(error.message); }";
        var (output, _) = await RunAsync(
            "node", ["-e", script], ("WEBHOOK_SECRET", Receiver.Secret), ("HEADERS", headers!),
            ("BODY", isGenuine ? body : body.Replace("customer-7", "customer-8", StringComparison.Ordinal)));

        Assert.Equal(isGenuine ? GrantEventType.Connected : "not signed with the secret", output.Trim());
    }

    [Fact]
    public async Task A_key_is_made_and_configured_as_the_guide_says()
    {
        var (output, _) = await RunAsync("bash", ["-c", Example("## Create a key", "sh") + "echo \"$KEY\""]);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var (digest, key) = (lines[0].Split(' ')[0], lines[1]);
        var settings = Settings(Example("## Create a key", ""));
        // The digest in the guide is that of the word test.
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("test"u8)), settings["Broker:Keys:0:Sha256"]);

        await using var app = await TestApp.StartAsync(settings: new(settings) { ["Broker:Keys:0:Sha256"] = digest });
        using var mine = await app.TokenAsync(key, "google_drive", "customer-7");
        using var another = await app.TokenAsync(key + "0", "google_drive", "customer-7");

        await mine.ProblemAsync(HttpStatusCode.NotFound, "no_tokens");
        await another.ProblemAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    [Fact]
    public async Task A_key_is_replaced_as_the_guide_says()
    {
        var settings = Settings(Example("## Create a key", ""));
        foreach (var (name, value) in Settings(Example("### Replace a key", "")))
        {
            settings[name] = value switch
            {
                "the digest of the new key" => BrokerFixture.DigestOf("new"),
                "the digest of the former key" => BrokerFixture.DigestOf("former"),
                _ => value,
            };
        }
        await using var app = await TestApp.StartAsync(
            settings: settings, now: new DateTimeOffset(2027, 1, 31, 23, 0, 0, TimeSpan.Zero));
        app.Clock.Stop();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), await AskAsync());
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), await AskAsync());
        app.Clock.Advance(new DateTime(2028, 1, 1) - new DateTime(2027, 2, 1));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), await AskAsync());

        // There are no tokens, which says that the key was accepted.
        async Task<(HttpStatusCode New, HttpStatusCode Former)> AskAsync()
        {
            using var current = await app.TokenAsync("new", "google_drive", "customer-7");
            using var former = await app.TokenAsync("former", "google_drive", "customer-7");
            return (current.StatusCode, former.StatusCode);
        }
    }

    [Fact]
    public async Task A_webhook_is_configured_as_the_guide_says_and_its_event_has_the_form_shown_there()
    {
        var settings = Settings(Example("## Events", ""));
        var command = Command().Match(settings["Broker:Keys:0:Webhook:Secret"]!).Groups["command"].Value;
        settings["Broker:Keys:0:Webhook:Secret"] = (await RunAsync("bash", ["-c", command])).Output.Trim();
        await using var app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings.Concat(settings)));
        var grant = new GrantEvent(
            GrantEventType.Died, app.Clock.GetUtcNow(), Generation: 1, Sequence: 2, ["scope"], DeathReason.InvalidGrant,
            Account: Grant.FirstAccount);
        var stream = new EventStream
        {
            Id = "reports/1",
            Key = "reports",
            Connector = "google_drive",
            Identifier = "customer-7",
        };

        using var shown = JsonDocument.Parse(Example("## Events", "json"));
        using var sent = JsonDocument.Parse(EventMessage.Of(stream, grant).Body);

        Assert.Equal(Form(shown.RootElement), Form(sent.RootElement));

        static IEnumerable<string> Form(JsonElement one) => one.EnumerateObject().SelectMany(member =>
            member.Value.ValueKind == JsonValueKind.Object
                ? Form(member.Value).Select(inner => $"{member.Name}.{inner}")
                : [$"{member.Name}: {member.Value.ValueKind}"]);
    }

    [Fact]
    public async Task The_audit_log_is_read_from_the_file_as_the_guide_says()
    {
        var person = _app.Sandbox.Accounts.Add("Person of the audit log");
        (await _app.ObtainAsync(BrokerFixture.Reports, "audited-customer", person)).Dispose();
        var sql = Sql().Match(Example("## Audit log", "sh")).Groups["sql"].Value;
        await using var file = new SqliteConnection($"Data Source={Path.Combine(_app.Folder, "tasksweb.db")};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = sql;

        await using var rows = await command.ExecuteReaderAsync();

        var bodies = new List<string>();
        while (await rows.ReadAsync())
            bodies.Add(rows.GetString(0));
        Assert.Contains(bodies, body => body.Contains("\"identifier\":\"audited-customer\"", StringComparison.Ordinal));
        Assert.All(bodies, body => Assert.DoesNotContain("ya29.", body, StringComparison.Ordinal));
    }

    private static async Task<(string Output, string Errors)> RunAsync(
        string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, errors);
        return (output, errors);
    }

    /// <summary>Lines of a key and its value, as they stand in the guide.</summary>
    private static Dictionary<string, string?> Settings(string block) =>
        block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToDictionary(
            parts => parts[0], string? (parts) => parts[1].Trim(), StringComparer.Ordinal);

    /// <summary>The first example of a section in this language; empty: one without a language.</summary>
    private static string Example(string heading, string language)
    {
        var guide = RepositoryFiles.Read("docs/broker.md");
        var section = guide[guide.IndexOf($"{heading}\n", StringComparison.Ordinal)..];
        var blocks = section.Split("```").Where((_, index) => index % 2 == 1);
        return blocks.First(block => block.StartsWith($"{language}\n", StringComparison.Ordinal))[(language.Length + 1)..];
    }

    private static string Client(string heading, string language)
    {
        var guide = RepositoryFiles.Read("docs/broker.md");
        var section = guide[guide.IndexOf($"### {heading}", StringComparison.Ordinal)..];
        var begin = section.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return section[begin..section.IndexOf("```", begin, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"\((?<command>echo .*)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    [GeneratedRegex("\"(?<sql>SELECT .*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Sql();

    [GeneratedRegex("\"url\":\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"ya29\.[A-Za-z0-9_.-]+")]
    private static partial Regex Token();
}
