using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Admin;

/// <summary>The pages of <c>/admin</c>: who sees them, what they say, and what they never do.</summary>
public sealed class AdminTests : IAsyncLifetime
{
    private const string Alex = "Alex Smith";

    private TestApp _app = null!;

    public static TheoryData<string> Pages =>
        ["/admin", "/admin/endings", "/admin/audit", "/admin/audit.csv?key=reports", "/admin/events", "/admin/events.csv", "/admin/people"];

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: new(BrokerFixture.Settings)
        {
            ["SignIn:Administrators:0"] = "hanako.yamada@example.com",
        });
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_there_for_administrators_and_for_nobody_else(string page)
    {
        using var administrator = await _app.SignInAsync();
        using var person = await _app.SignInAsync(Alex);
        using var stranger = _app.Visit();

        Assert.Equal(HttpStatusCode.OK, (await administrator.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync(page)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(page)).StatusCode);
        var events = await _app.Services.GetRequiredService<SecurityEvents>().ListAsync(default);
        Assert.Equal(
            (_app.KeyOf(Alex).User, "refused"),
            Assert.Single(events.Where(one => one.What == "admin").Select(one => (one.Who, one.Outcome))));
    }

    [Fact]
    public async Task An_unverified_address_is_no_administrator()
    {
        _app.Sandbox.Accounts.Hanako.IsEmailVerified = false;
        using var person = await _app.SignInAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/admin")).StatusCode);
        Assert.DoesNotContain("/admin", await TextAsync(person, "/profile"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administrators_are_those_of_the_file_of_settings_as_it_is_now()
    {
        using var folder = new TestFolder();
        var settings = (IConfigurationManager)_app.Services.GetRequiredService<IConfiguration>();
        await WriteAsync("hanako.yamada@example.com");
        settings.AddJsonFile(folder["administrators.json"], optional: true, reloadOnChange: true);
        using var hanako = await _app.SignInAsync();
        using var alex = await _app.SignInAsync(Alex);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), await AskAsync());

        await WriteAsync("alex.smith@example.com");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(settings["SignIn:Administrators:0"] == "alex.smith@example.com"), "the file is read");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), await AskAsync());

        Task WriteAsync(string administrator) => File.WriteAllTextAsync(
            folder["administrators.json"], $$$"""{"SignIn":{"Administrators":["{{{administrator}}}"]}}""");

        async Task<(HttpStatusCode Hanako, HttpStatusCode Alex)> AskAsync() =>
            ((await hanako.GetAsync("/admin")).StatusCode, (await alex.GetAsync("/admin")).StatusCode);
    }

    [Fact]
    public async Task The_first_page_says_what_background_work_has_done_and_how_late_it_was()
    {
        using var person = await _app.SignInAsync(Alex);
        _app.Clock.Stop();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        var lag = await _app.Services.GetRequiredService<RefreshJob>().LagAsync(default);
        var done = await _app.UpkeepAsync();
        using var administrator = await _app.SignInAsync();

        var page = await administrator.OpenAsync("/admin");

        var row = page.Document.QuerySelectorAll("#work ~ div tr")
            .Single(one => one.FirstElementChild!.TextContent == "Renew tokens");
        Assert.Equal(
            [$"{lag:hh\\:mm\\:ss}", $"{done}", "0"], row.QuerySelectorAll(".number").Select(cell => cell.TextContent.Trim()));
        Assert.True(done > 0 && lag > TimeSpan.Zero, $"{done} done, {lag}");
        Assert.NotEqual("", row.Children[1].TextContent.Trim());
    }

    [Fact]
    public async Task The_first_page_counts_exchanges_and_connections_and_names_the_last_error()
    {
        using var administrator = await _app.SignInAsync();
        _app.Sandbox.Faults.Add(Fault.Answering("token", 503, times: 1));
        _app.Clock.Advance(TimeSpan.FromHours(2));
        using var refused = await administrator.GetAsync("/api/tasklists");

        var page = await administrator.OpenAsync("/admin");

        var google = page.Document.QuerySelectorAll("#providers ~ div tr").Single(row => row.FirstElementChild!.TextContent == "google");
        Assert.Contains("1 granted", google.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 unavailable", google.TextContent, StringComparison.Ordinal);
        Assert.Contains("Works", google.TextContent, StringComparison.Ordinal);
        var tasks = page.Document.QuerySelectorAll("#connections ~ div tr").Single(row => row.QuerySelector(".muted")?.TextContent == "google_tasks");
        Assert.Equal("GoogleTasksgoogle_tasks10", string.Concat(tasks.TextContent.Where(letter => !char.IsWhiteSpace(letter))));
        Assert.Equal(["1", "0", "0", "0"], page.Document.QuerySelectorAll(".figures dd").Select(figure => figure.TextContent));
        Assert.Contains("/admin", await TextAsync(administrator, "/profile"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_within_thirty_days_is_listed_with_its_reason()
    {
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["SignIn:Administrators:0"] = "*",
            ["Providers:google:RefreshTokenLifetime"] = "7.00:00:00",
        });
        using var administrator = await app.SignInAsync();

        var page = await administrator.OpenAsync("/admin/endings");

        Assert.Contains("The provider limits how long it lasts", page.Document.QuerySelector(".admin-table tbody tr")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await administrator.GetAsync("/admin/endings?after=%21")).StatusCode);
        using var elsewhere = await _app.SignInAsync();
        Assert.Contains("Nothing to show", await TextAsync(elsewhere, "/admin/endings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_grants_only_those_that_end_are_read_and_each_names_its_account()
    {
        var store = default(WatchedStore);
        await using var app = await TestApp.StartAsync(
            settings: new() { ["SignIn:Administrators:0"] = "*" },
            wrapStore: inner => store = new WatchedStore(inner));
        var (vault, grants) = (app.Services.GetRequiredService<TokenVault>(), app.Services.GetRequiredService<GrantRepository>());
        for (var number = 0; number < 250; number++)
        {
            await vault.SaveAsync(
                new GrantKey("fitbit", $"lasting{number:D3}"), new TokenResponse.Granted("access", "refresh", null, null, null), default);
            await vault.SaveAsync(
                new GrantKey("fitbit", $"ending{number:D3}"),
                new TokenResponse.Granted("access", "refresh", null, null, null) { RefreshTokenLifetime = TimeSpan.FromDays(40) },
                default, new ProviderAccount($"{number}", Email: $"{number}@example.com"));
        }
        using var administrator = await app.SignInAsync();
        Assert.DoesNotContain("ending000", await TextAsync(administrator, "/admin/endings"), StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromDays(11));
        await app.UpkeepAsync();
        using var again = await app.SignInAsync();
        var pages = store!.Pages;
        var (first, found) = (await again.OpenAsync("/admin/endings"), new List<string>());
        found.AddRange(RowsOf(first));
        var next = first.Document.QuerySelector("a[href*='after=']")!.GetAttribute("href")!;
        found.AddRange(RowsOf(await again.OpenAsync(next)));

        Assert.Equal(Enumerable.Range(0, 250).Select(number => $"ending{number:D3} {number}@example.com"), found);
        Assert.Equal(pages, store.Pages);
        Assert.Equal(500, await grants.CountAsync("fitbit", GrantStatus.Active, default));
    }

    [Fact]
    public async Task A_dormant_grant_is_listed_when_it_ends_because_nobody_renews_it_and_not_before()
    {
        var settings = new Dictionary<string, string?>(BrokerFixture.Settings)
        {
            ["SignIn:Administrators:0"] = "*",
            ["Providers:fitbit:InactivityLimit"] = "60.00:00:00",
            ["Providers:google:InactivityLimit"] = "20.00:00:00",
        };
        await using var app = await TestApp.StartAsync(settings: settings);
        var vault = app.Services.GetRequiredService<TokenVault>();
        // Of Fitbit the app has no credentials any more.
        await vault.SaveAsync(
            new GrantKey("fitbit", "dormant"), new TokenResponse.Granted("access", "refresh", TimeSpan.FromHours(8), null, null),
            default);
        using var administrator = await app.SignInAsync();
        foreach (var day in (int[])[31, 53])
        {
            app.Clock.Advance(TimeSpan.FromDays(day) - (app.Clock.GetUtcNow() - (await IssuedAtAsync(app))));
            await app.UpkeepAsync();
            using var early = await app.SignInAsync();
            Assert.Empty((await early.OpenAsync("/admin/endings")).Document.QuerySelectorAll(".admin-table tbody tr"));
        }

        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.UpkeepAsync();
        using var again = await app.SignInAsync();

        var row = Assert.Single((await again.OpenAsync("/admin/endings")).Document.QuerySelectorAll(".admin-table tbody tr"));
        Assert.Contains("dormant", row.TextContent, StringComparison.Ordinal);

        static async Task<DateTimeOffset> IssuedAtAsync(TestApp app) => (await app.Services.GetRequiredService<GrantRepository>()
            .FindAsync(new GrantKey("fitbit", "dormant").Id, default))!.Value.IssuedAt;
    }

    [Fact]
    public async Task The_audit_log_is_filtered_and_exported_without_formulas_and_tokens()
    {
        (await _app.ObtainAsync(BrokerFixture.Reports, "=1+1", _app.Sandbox.Accounts.Hanako)).Dispose();
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Alex)).Dispose();
        using var administrator = await _app.SignInAsync();

        var lines = (await administrator.OpenAsync("/admin/audit?key=reports&identifier=alice")).Document.QuerySelectorAll("tbody tr");
        var all = await TextAsync(administrator, "/admin/audit.csv?key=reports");

        Assert.Contains("alice", Assert.Single(lines).TextContent, StringComparison.Ordinal);
        Assert.Equal(4, all.Split("\r\n").Length);
        Assert.Contains("\"'=1+1\",\"first\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("ya29.", all, StringComparison.Ordinal);
        Assert.Empty((await administrator.OpenAsync("/admin/audit?key=planner")).Document.QuerySelectorAll("tbody tr"));
        Assert.Empty((await administrator.OpenAsync("/admin/audit?key=reports&day=2020-01-01")).Document.QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task Security_events_are_listed_newest_first_and_filtered()
    {
        (await _app.TokenAsync("wrong-key", "google_drive", "alice")).Dispose();
        using var administrator = await _app.SignInAsync();

        var all = (await administrator.OpenAsync("/admin/events")).Document.QuerySelectorAll("tbody tr");
        var broker = (await administrator.OpenAsync("/admin/events?what=broker")).Document.QuerySelectorAll("tbody tr");

        Assert.Contains("sign_in", all[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("invalid_api_key", Assert.Single(broker).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-key", await TextAsync(administrator, "/admin/events.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Security_events_survive_a_restart_are_bounded_and_forget_a_deleted_person()
    {
        var alex = _app.KeyOf(Alex).User;
        using var person = await _app.SignInAsync(Alex);
        var events = _app.Services.GetRequiredService<SecurityEvents>();
        await Task.WhenAll(events.SaveAsync(), events.SaveAsync());
        (await _app.TokenAsync("wrong-key", "google_drive", "alice")).Dispose();
        await events.SaveAsync();

        await using (var restarted = await TestApp.StartAsync(beside: _app))
        {
            var kept = await restarted.Services.GetRequiredService<SecurityEvents>().ListAsync(default);
            Assert.Equal(
                [("broker", "unknown"), ("sign_in", alex)], kept.Select(one => (one.What, one.Who)));
        }
        await person.PressAsync(await person.OpenAsync("/profile/delete"), "Delete account");
        await events.SaveAsync();
        Assert.DoesNotContain(await events.ListAsync(default), one => one.Who == alex);

        for (var number = 0; number < 2 * SecurityEvents.Capacity; number++)
            events.Add("flood", $"{number}", "address", "done");
        await events.SaveAsync();
        var all = await events.ListAsync(default);
        Assert.Equal((SecurityEvents.Capacity, "flood"), (all.Count, all[^1].What));
        _app.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Empty(await events.ListAsync(default));
    }

    [Fact]
    public async Task A_deleted_person_does_not_return_with_what_another_instance_saves_later()
    {
        var alex = _app.KeyOf(Alex).User;
        await using var other = await TestApp.StartAsync(settings: BrokerFixture.Settings, beside: _app);
        using var person = await _app.SignInAsync(Alex);
        using var elsewhere = await other.SignInAsync(Alex);
        var (here, there) = (
            _app.Services.GetRequiredService<SecurityEvents>(), other.Services.GetRequiredService<SecurityEvents>());
        there.Add("session_ended_by_administrator", "somebody", "address", "session 1", whom: alex);
        Assert.Contains(await there.ListAsync(default), one => one.Who == alex);

        await person.PressAsync(await person.OpenAsync("/profile/delete"), "Delete account");
        Assert.DoesNotContain(await there.ListAsync(default), one => one.Who == alex);
        await there.SaveAsync();
        await here.SaveAsync();

        var kept = await here.ListAsync(default);
        Assert.DoesNotContain(kept, one => one.Who == alex || one.Whom == alex);
        Assert.Equal(2, kept.Count(one => one.What == "sign_in"));
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        using var again = await _app.SignInAsync(Alex);
        Assert.Contains(await here.ListAsync(default), one => one.Who == alex);
    }

    [Fact]
    public async Task An_administrator_ends_a_session_of_somebody_else_and_other_people_cannot()
    {
        using var administrator = await _app.SignInAsync();
        using var person = await _app.SignInAsync(Alex);
        using var other = await _app.SignInAsync(Alex);
        var hanako = _app.KeyOf().User;
        var sessions = await _app.Services.GetRequiredService<TicketRepository>().ListIdsByOwnerAsync(hanako, default);

        var profile = await person.OpenAsync("/profile");
        var forged = profile.Document.QuerySelector("form[action$='/end']")!;
        forged.SetAttribute("action", $"/sessions/{sessions[0]}/end");
        forged.InnerHtml += $"<input type='hidden' name='user' value='{hanako}'>";
        var refused = await person.PressAsync(profile, forged.QuerySelector("button")!);
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);

        var page = await administrator.OpenAsync("/admin/people?find=ALEX.SMITH@example.com");
        Assert.Equal(2, page.Document.QuerySelectorAll(".session").Length);
        page = await administrator.PressAsync(page, "End this session");

        Assert.Equal("/admin/people", page.Address.AbsolutePath);
        Assert.Single(page.Document.QuerySelectorAll(".session"));
        Assert.Contains("session_ended_by_administrator", await TextAsync(administrator, "/admin/events"), StringComparison.Ordinal);
        Assert.Contains("Nobody here has this", await TextAsync(administrator, "/admin/people?find=nobody"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> RowsOf(Page page) => page.Document.QuerySelectorAll(".admin-table tbody tr")
        .Select(row => $"{row.Children[2].TextContent} {row.Children[3].TextContent}");

    private static async Task<string> TextAsync(Visitor visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
