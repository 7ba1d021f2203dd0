using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>A call is recorded before it is made, and calls that arrive together are recorded in groups.</summary>
public sealed class CallAuditTests(CallFixture fixture) : IClassFixture<CallFixture>, IDisposable
{
    private readonly TestApp _app = fixture.App;
    private readonly Upstream _upstream = fixture.Upstream;

    private TokenAuditRepository Entries => _app.Services.GetRequiredService<TokenAuditRepository>();

    public void Dispose()
    {
        _upstream.Answer = Upstream.Ok;
        fixture.Store.SaveFails = (_, _) => false;
        fixture.Store.BeforeSave = (_, _) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_call_is_recorded_before_the_API_sees_it()
    {
        var identifier = await fixture.ConnectAsync();
        TokenAuditEntry? entry = null;
        _upstream.Answer = async context => entry =
            (await Entries.ListByOwnerAsync($"broker:caller/{identifier}", default).SingleAsync()).Value;

        using var answer = await fixture.CallAsync(identifier, "files/7?secret=x", HttpMethod.Delete);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ("caller", "echo", identifier, "DELETE", "/base/v1/files/7"),
            (entry!.Key, entry.Connector, entry.Identifier, entry.Method, entry.Path));
    }

    [Fact]
    public async Task A_call_that_cannot_be_recorded_is_not_made()
    {
        var identifier = await fixture.ConnectAsync();
        var before = _upstream.Seen.Count;
        fixture.Store.SaveFails = (collection, _) => collection == "audit";

        using var answer = await fixture.CallAsync(identifier, "files");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        Assert.Equal(before, _upstream.Seen.Count);
    }

    [Fact]
    public async Task The_audit_of_calls_can_be_switched_off_by_its_setting()
    {
        var identifier = await fixture.ConnectAsync();
        var settings = _app.Services.GetRequiredService<IOptions<BrokerOptions>>().Value.Calls;
        settings.Audit = false;
        try
        {
            using var answer = await fixture.CallAsync(identifier, "files");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            settings.Audit = true;
        }

        Assert.Empty(await Entries.ListByOwnerAsync($"broker:caller/{identifier}", default).ToListAsync());
    }

    [Fact]
    public async Task Of_many_calls_at_once_each_is_recorded_before_the_API_sees_it_and_the_chain_is_whole()
    {
        var identifier = await fixture.ConnectAsync();
        var early = new ConcurrentQueue<string>();
        _upstream.Answer = async context =>
        {
            var path = context.Request.Path.Value!;
            if (!await EntriesOf(identifier).AnyAsync(entry => entry.Path == path))
                early.Enqueue(path);
        };

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using var answer = await fixture.CallAsync(identifier, $"files/{number}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }));

        Assert.Empty(early);
        Assert.Equal(100, await EntriesOf(identifier).Select(entry => entry.Path).Distinct().CountAsync());
        await VerifyAsync();
    }

    [Fact]
    public async Task Calls_that_arrive_while_a_group_is_committed_form_the_next_one_and_wait_for_it()
    {
        var identifier = $"customer-{Guid.NewGuid():N}";
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var saves = 0;
        fixture.Store.BeforeSave = (collection, document) =>
            collection != "audit" || document.Id == AuditStart.OnlyId ? Task.CompletedTask
            : saves++ == 0 ? first.Task
            : second.Task;

        var one = RecordAsync(0);
        var rest = Enumerable.Range(1, 20).Select(RecordAsync).ToList();
        first.SetResult();
        await one;

        Assert.DoesNotContain(rest, static call => call.IsCompleted);
        second.SetResult();
        await Task.WhenAll(rest);
        var groups = await EntriesOf(identifier).GroupBy(entry => entry.Seal!.Group).Select(group => group.Count()).ToListAsync();
        Assert.Equal([1, 20], groups);
        await VerifyAsync();

        Task RecordAsync(int number) => _app.Services.GetRequiredService<TokenAuditLog>().WriteCallAsync(
            "caller", identifier, new GrantKey("echo", $"broker:caller/{identifier}"), "GET",
            new Uri(_upstream.Address, $"files/{number}"));
    }

    private IAsyncEnumerable<TokenAuditEntry> EntriesOf(string identifier) =>
        Entries.ListByOwnerAsync($"broker:caller/{identifier}", default).Select(stored => stored.Value);

    private async Task VerifyAsync()
    {
        var (code, output) = await _app.CommandAsync("verify-audit");
        Assert.True(code == 0, output);
    }
}
