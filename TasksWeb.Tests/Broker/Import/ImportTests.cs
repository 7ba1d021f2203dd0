using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Broker.Import;

/// <summary><c>TasksWeb import FILE</c>: files of other programs, proved at the Sandbox.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestApp _app = null!;
    private FailingStore _store = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        settings: BrokerFixture.Settings, wrapStore: inner => _store = new FailingStore(inner));

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    public static TheoryData<string, string> Shapes => new()
    {
        { "own.csv", "connector,identifier,refresh_token\ngoogle_drive,alice,TOKEN\n" },
        { "excel.csv", "\uFEFFConnector;Identifier;Refresh Token\r\ngoogle_drive;alice;\"TOKEN\"\r\n" },
        { "nango.json", """
            {"connections":[{"id":1,"connection_id":"alice","provider":"google-drive","provider_config_key":"google",
            "metadata":null,"credentials":{"type":"OAUTH2","access_token":"a","refresh_token":"TOKEN","expires_at":
            "2026-03-08T09:43:03.725Z","raw":{"scope":"https://www.googleapis.com/auth/drive.readonly","token_type":"bearer"}}}]}
            """ },
        { "authjs.json", """
            [{"id":"1","userId":"alice","type":"oauth","provider":"google","providerAccountId":"1","refresh_token":"TOKEN",
            "access_token":"a","expires_at":1767225600,"token_type":"bearer","scope":"openid","id_token":null,"session_state":null}]
            """ },
        { "authjs.csv", """
            "id","userId","type","provider","providerAccountId","refresh_token","access_token","expires_at","scope"
            1,alice,oauth,google,1,TOKEN,a,1767225600,"openid email"
            """ },
        { "authjs-mongo.jsonl", """
            {"_id":{"$oid":"1"},"userId":"alice","provider":"google","refresh_token":"TOKEN"}
            {"_id":{"$oid":"2"},"userId":"bob","provider":"google"}
            """ },
        { "supabase.json", """
            [{"provider_token":"a","provider_refresh_token":"TOKEN","user":{"id":"alice","app_metadata":{"provider":"google"}}}]
            """ },
        { "supabase.csv", "user_id,provider,provider_token,provider_refresh_token\nalice,google,a,TOKEN\n" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_file_of_another_program_becomes_a_grant_that_works(string name, string content)
    {
        var (_, output) = await ImportAsync(
            name, content.Replace("TOKEN", Issue(), StringComparison.Ordinal), "--connector:google", "google_drive");

        Assert.Contains("\n1 saved", output, StringComparison.Ordinal);
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
        Assert.True(_app.Sandbox.Grants.IsLive(token));
        Assert.Equal(1, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Invalid_tokens_are_reported_and_no_run_sends_a_token_twice()
    {
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\ngoogle_drive,bob,1//dead\n";

        var (code, first) = await ImportAsync("a.csv", csv);
        Assert.Equal(1, code);
        Assert.Contains("Stop the program that these tokens come from", first.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("row 3: google_drive for bob: the provider refuses it (invalid_grant)", first, StringComparison.Ordinal);
        Assert.Contains("1 saved, 1 refused.", first, StringComparison.Ordinal);
        Assert.DoesNotContain("1//", first, StringComparison.Ordinal);
        Assert.Null(await FindAsync("bob"));
        var calls = _app.Sandbox.Traffic.CallsOf("/token");

        var (again, second) = await ImportAsync("a.csv", csv);

        Assert.Equal(1, again);
        Assert.Contains("row 3: google_drive for bob: the provider refused it in an earlier run (invalid_grant)", second, StringComparison.Ordinal);
        Assert.Contains("1 held already, 1 refused.", second, StringComparison.Ordinal);
        Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/token"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_of_an_earlier_run_counts_as_imported_while_a_connection_is_left(bool isLeft)
    {
        if (isLeft)
            await ImportAsync("a.csv", $"connector,identifier,refresh_token\ngoogle_drive,bob,{Issue()}\n");
        var records = _app.Services.GetRequiredService<ImportRecordRepository>();
        var earlier = ImportRecord.Begin(
            "1//earlier", new GrantKey("google_drive", "broker:reports/bob"), _app.Clock.GetUtcNow());
        await records.SaveAsync(earlier with { IsSettled = true }, 0, default);

        var (code, output) = await ImportAsync("b.csv", "connector,identifier,refresh_token\ngoogle_drive,bob,1//earlier\n");

        Assert.Equal(isLeft ? 0 : 1, code);
        Assert.Contains(isLeft ? "1 imported before" : "has ended since (no connection is left)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_grant_is_replaced_only_when_that_is_asked_for()
    {
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Hanako)).Dispose();
        var before = (await FindAsync("alice"))!.Generation;
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\n";

        var (_, kept) = await ImportAsync("a.csv", csv);
        Assert.Contains("there is an active connection", kept, StringComparison.Ordinal);
        Assert.Equal(before, (await FindAsync("alice"))!.Generation);

        var (code, replaced) = await ImportAsync("a.csv", csv, "--replace");

        Assert.True(code == 0, replaced);
        Assert.NotEqual(before, (await FindAsync("alice"))!.Generation);
    }

    [Fact]
    public async Task An_exchange_whose_response_is_lost_is_repeated_by_the_next_run()
    {
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\n";
        _app.Sandbox.Faults.Add(Fault.Of("token", FaultKind.DropAfter));

        var (code, first) = await ImportAsync("a.csv", csv);
        Assert.Equal(1, code);
        Assert.Contains("row 2: google_drive for alice: not imported", first, StringComparison.Ordinal);
        _app.Sandbox.Faults.Clear();

        var (again, second) = await ImportAsync("a.csv", csv);

        Assert.True(again == 0, second);
        Assert.NotNull(await FindAsync("alice"));
    }

    /// <summary>The provider has replaced the token, and ends the person's access when the old one is sent again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_was_killed_after_the_grant_was_saved_sends_nothing_twice(bool replace)
    {
        (_app.Sandbox.Grants.RotateRefreshTokens, _app.Sandbox.Grants.RepeatGrace) = (true, false);
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\n";
        _store.SaveFails = (collection, document) => collection == "imports"
            && Encoding.UTF8.GetString(document.Body.Span).Contains("\"isSettled\":true", StringComparison.Ordinal);
        var (code, first) = await ImportAsync("a.csv", csv);
        Assert.Equal((1, 1), (code, _store.FailedSaves));
        Assert.Contains("not complete; run it again", first, StringComparison.Ordinal);
        _store.SaveFails = (_, _) => false;
        var calls = _app.Sandbox.Traffic.CallsOf("/token");

        var (_, second) = await ImportAsync("a.csv", csv, $"--replace={replace}");

        Assert.Contains("1 held already.", second, StringComparison.Ordinal);
        Assert.Equal(calls, _app.Sandbox.Traffic.CallsOf("/token"));
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_second_run_beside_another_is_refused_and_follows_a_killed_one_after_a_minute()
    {
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\n";
        var first = await _app.Sandbox.HangInExchangeAsync(() => ImportAsync("a.csv", csv));

        var (code, refused) = await ImportAsync("b.csv", csv);

        Assert.Equal(1, code);
        Assert.Contains("Another import is running", refused, StringComparison.Ordinal);
        _app.Sandbox.Faults.Clear();
        Assert.Contains("1 saved", (await first).Output, StringComparison.Ordinal);
        await _app.Services.GetRequiredService<ImportRunRepository>().SaveAsync(
            new ImportRun("run", "killed", _app.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)), 0, default);
        Assert.Contains("Another import is running (killed)", (await ImportAsync("a.csv", csv)).Output, StringComparison.Ordinal);
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("1 held already", (await ImportAsync("a.csv", csv)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_proof_the_first_use_proves_the_token()
    {
        var (code, output) = await ImportAsync(
            "a.csv", $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\ngoogle_drive,bob,1//dead\n",
            "--no-proof");

        Assert.True(code == 0, output);
        Assert.Contains("2 saved without proof", output, StringComparison.Ordinal);
        Assert.Equal(0, _app.Sandbox.ExchangeCount);
        using var alive = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        using var dead = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "bob");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (alive.StatusCode, dead.StatusCode));
    }

    [Fact]
    public async Task A_client_that_the_provider_refuses_ends_the_run_and_no_token()
    {
        var rows = string.Concat(Enumerable.Range(0, 50).Select(i => $"google_drive,person{i},{Issue()}{i}\n"));
        _app.Sandbox.Client.ClientSecret = "another";

        var (code, output) = await ImportAsync("a.csv", $"connector,identifier,refresh_token\n{rows}");

        Assert.Equal(1, code);
        Assert.Contains("the provider refuses this client (invalid_client)", output, StringComparison.Ordinal);
        Assert.Contains("50 to be tried again.", output, StringComparison.Ordinal);
        Assert.InRange(_app.Sandbox.Traffic.CallsOf("/token"), 1, 16);
    }

    [Theory]
    [InlineData("connector,identifier,refresh_token\nmystery,alice,t\n", "row 2: it names no connector")]
    [InlineData("connector,identifier,refresh_token\ngoogle_calendar,alice,t\n", "row 2: the key may not use google_calendar")]
    [InlineData("connector,identifier,refresh_token\ngoogle_drive,,t\n", "row 2: it does not say whose")]
    [InlineData("connector,identifier,refresh_token\ngoogle_drive,a,\ngoogle_drive,b,t\n", "row 2: it has no refresh token")]
    [InlineData("connector,identifier,refresh_token\ngoogle_drive,a,t\ngoogle_drive,b,t\n", "row 3: an earlier row has the same token")]
    [InlineData("name,mail\na,b\n", "It has no field refresh_token")]
    [InlineData("[{\"refresh_token\":", "It is not valid JSON")]
    [InlineData("", "It has no rows.")]
    [InlineData("connector,identifier,refresh_token\n", "It has no rows.")]
    [InlineData("identifier,refresh_token\nYamada, Hanako,t\n", "row 2: it has more cells than the header.")]
    public async Task Unknown_entries_are_named(string content, string words)
    {
        var (code, output) = await ImportAsync("file", content);

        Assert.NotEqual(0, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("many")]
    public async Task A_pace_that_is_no_number_from_1_to_1000_is_refused(string pace)
    {
        var csv = $"connector,identifier,refresh_token\ngoogle_drive,alice,{Issue()}\n";

        var (code, output) = await ImportAsync("a.csv", csv, "--per-second", pace);

        Assert.Equal(2, code);
        Assert.Contains("--per-second: a whole number from 1 to 1000", output, StringComparison.Ordinal);
        Assert.Equal(0, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public void A_deep_or_long_file_costs_no_stack_and_little_time()
    {
        var deep = $"[{string.Concat(Enumerable.Repeat("{\"a\":", 60))}1{new string('}', 60)}]";
        Assert.Throws<InvalidDataException>(() => TokenFile.Read(System.Text.Encoding.UTF8.GetBytes(deep)));
        Assert.Throws<InvalidDataException>(() => TokenFile.Read(System.Text.Encoding.UTF8.GetBytes(new string('[', 1_000_000))));
        var quotes = $"refresh_token\n{string.Concat(Enumerable.Repeat("\"a\n", 200_000))}";
        Assert.NotEmpty(TokenFile.Read(System.Text.Encoding.UTF8.GetBytes(quotes)));
    }

    /// <summary>A refresh token that another client of the same person's project holds.</summary>
    private string Issue() => _app.Sandbox.Grants.Issue(
        _app.Sandbox.Accounts.Add($"Person {Guid.NewGuid():N}"), _app.Sandbox.Client, [ConnectSteps.DriveScope]).RefreshToken!;

    private async Task<Grant?> FindAsync(string identifier) => (await _app.Services.GetRequiredService<GrantRepository>()
        .FindAsync(new GrantKey("google_drive", $"broker:reports/{identifier}").Id, default))?.Value;

    private Task<(int Code, string Output)> ImportAsync(string name, string content, params string[] options) =>
        _app.ImportAsync(_folder[name], content, options);
}
