using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.Storage;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Audit;

/// <summary><c>TasksWeb verify-audit</c>: what it finds, and what keeps the chain whole.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    private FailingStore _store = null!;
    private TestApp _app = null!;

    private TokenAuditRepository Entries => _app.Services.GetRequiredService<TokenAuditRepository>();

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(settings: BrokerFixture.Settings, wrapStore: store => _store = new FailingStore(store));
        _app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await _app.ObtainAsync(BrokerFixture.Reports, "alice", _app.Sandbox.Accounts.Hanako)).Dispose();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Concurrent_releases_make_one_valid_chain()
    {
        await ReleaseAsync(200);

        var (code, output) = await VerifyAsync();
        Assert.Equal((0, "201 lines in 1 chains: nothing was changed, added or deleted."), (code, output.Split('\n')[0].Trim()));
        var groups = await Entries.AllAsync(default).Select(stored => stored.Value.Seal!.Group).ToListAsync();
        Assert.InRange(groups.Distinct().Count(), 2, 201);
    }

    [Fact]
    public async Task A_deleted_changed_or_added_entry_is_found()
    {
        for (var i = 0; i < 5; i++)
            await ReleaseAsync(1);
        var lines = await Entries.AllAsync(default).ToListAsync();

        await Entries.SaveAsync(lines[1].Value with { Connector = "fitbit" }, lines[1].Version, default);
        Assert.Contains($"reports, {lines[1].Value.Id}: the line was changed.", (await VerifyAsync()).Output, StringComparison.Ordinal);
        await RestoreAsync(lines[1].Value);

        await Entries.SaveAsync(lines[1].Value with { Identifier = "bob" }, (await FindAsync(lines[1].Value)).Version, default);
        Assert.Equal(1, (await VerifyAsync()).Code);
        await RestoreAsync(lines[1].Value);

        await Entries.SaveAsync(lines[2].Value with { Id = lines[2].Value.Id[..^1] + "x" }, 0, default);
        Assert.Equal(1, (await VerifyAsync()).Code);
        await Entries.DeleteAsync(lines[2].Value.Id[..^1] + "x", default);
        Assert.Equal(0, (await VerifyAsync()).Code);

        await Entries.DeleteAsync(lines[0].Value.Id, default);
        Assert.Contains($"reports, {lines[1].Value.Id}: lines before it", (await VerifyAsync()).Output, StringComparison.Ordinal);
        await Entries.SaveAsync(lines[0].Value, 0, default);

        await Entries.DeleteAsync(lines[3].Value.Id, default);
        var (code, output) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains($"reports, {lines[4].Value.Id}: lines before it", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seal_that_was_stripped_is_told_from_a_line_that_never_had_one()
    {
        await ReleaseAsync(3);
        var lines = await Entries.AllAsync(default).ToListAsync();
        var old = lines[0].Value with { Seal = null, At = lines[0].Value.At.AddDays(-1), Id = "000000000000001-old" };
        await Entries.SaveAsync(old, 0, default);
        var (code, output) = await VerifyAsync();
        Assert.True(code == 0, output);
        Assert.Contains("1 older ones have no seal", output, StringComparison.Ordinal);

        foreach (var line in lines)
            await Entries.SaveAsync(line.Value with { Seal = null }, line.Version, default);
        (code, output) = await VerifyAsync();

        Assert.Equal(1, code);
        Assert.Contains("the line has no seal, although it is newer", output, StringComparison.Ordinal);
        Assert.Contains("4 places are wrong", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_of_the_start_cannot_be_deleted_changed_or_written_anew_unnoticed()
    {
        await ReleaseAsync(3);
        var starts = _app.Services.GetRequiredService<AuditStartRepository>();
        var start = (await starts.FindAsync(AuditStart.OnlyId, default))!;

        var changed = await starts.SaveAsync(start.Value with { At = start.Value.At.AddDays(1) }, start.Version, default);
        Assert.Contains("the record since when entries are sealed was changed", (await VerifyAsync()).Output, StringComparison.Ordinal);

        await starts.DeleteAsync(start.Value.Id, changed!.Value, default);
        Assert.Contains("nothing says since when entries are sealed", (await VerifyAsync()).Output, StringComparison.Ordinal);

        await using var other = await TestApp.StartAsync(beside: _app, settings: BrokerFixture.Settings);
        _app.Clock.Advance(TimeSpan.FromMinutes(20));
        (await other.TokenAsync(BrokerFixture.Reports, "google_drive", "alice")).EnsureSuccessStatusCode().Dispose();
        var (code, output) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains("the record since when entries are sealed was replaced", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forgotten_names_keep_the_chain_valid()
    {
        await ReleaseAsync(3);
        var audit = _app.Services.GetRequiredService<TokenAuditLog>();

        await audit.DeleteAsync("broker:reports/alice");
        await ReleaseAsync(2);

        Assert.Equal(0, (await VerifyAsync()).Code);
        var lines = await Entries.AllAsync(default).ToListAsync();
        Assert.Equal(4, lines.Count(line => line.Value is { Identifier: "", User: null, Seal.Salt: null }));
        await Entries.SaveAsync(lines[0].Value with { Identifier = "bob" }, lines[0].Version, default);
        Assert.Equal(1, (await VerifyAsync()).Code);
    }

    [Fact]
    public async Task Retention_deletes_the_oldest_entries_and_keeps_the_chain_valid()
    {
        await ReleaseAsync(20);
        var old = await Entries.AllAsync(default).CountAsync();
        _app.Clock.Advance(TimeSpan.FromDays(150));
        await ReleaseAsync(1);
        _app.Clock.Advance(TimeSpan.FromDays(150));
        await ReleaseAsync(1);
        _app.Clock.Advance(TimeSpan.FromDays(66));
        var lines = await Entries.AllAsync(default).ToListAsync();

        await Entries.DeleteAsync(lines[0], default);
        await Entries.DeleteAsync(lines[7], default);
        Assert.Equal(0, (await VerifyAsync()).Code);
        foreach (var line in lines.Take(old))
            await Entries.DeleteAsync(line.Value.Id, default);
        Assert.Equal(0, (await VerifyAsync()).Code);
        await Entries.DeleteAsync(lines[^2].Value.Id, default);
        Assert.Equal(1, (await VerifyAsync()).Code);
    }

    [Fact]
    public async Task Entries_that_cannot_be_stored_give_no_token_and_keep_the_chain_valid()
    {
        await ReleaseAsync(3);
        var writes = 0;
        _store.SaveFails = (collection, _) => collection == "audit" && Interlocked.Increment(ref writes) % 3 == 0;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
            return answer.StatusCode;
        }));
        _store.SaveFails = (_, _) => false;

        Assert.Contains(HttpStatusCode.ServiceUnavailable, outcomes);
        await ReleaseAsync(3);

        Assert.Equal(0, (await VerifyAsync()).Code);
        var lines = await Entries.AllAsync(default).CountAsync();
        Assert.True(lines >= 7 + outcomes.Count(status => status == HttpStatusCode.OK));
    }

    private async Task ReleaseAsync(int times) => await Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
    {
        using var answer = await _app.TokenAsync(BrokerFixture.Reports, "google_drive", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }));

    private async Task<Stored<TokenAuditEntry>> FindAsync(TokenAuditEntry entry) => (await Entries.FindAsync(entry.Id, default))!;

    private async Task RestoreAsync(TokenAuditEntry entry)
    {
        await Entries.SaveAsync(entry, (await FindAsync(entry)).Version, default);
        Assert.Equal(0, (await VerifyAsync()).Code);
    }

    private Task<(int Code, string Output)> VerifyAsync() => _app.CommandAsync("verify-audit");
}
