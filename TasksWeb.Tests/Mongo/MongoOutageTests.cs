using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Storage;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

/// <summary>A server that goes away, hangs or loses answers: how long a caller waits, and what is left of its write.</summary>
public sealed class MongoOutageTests(MongoServer server) : IClassFixture<MongoServer>, IAsyncLifetime
{
    private const int Callers = 1000;

    /// <summary>However slowly a server answers that does answer.</summary>
    private const string Patient = "serverSelectionTimeoutMS=60000&socketTimeoutMS=60000";

    private readonly string _database = $"outage-{Guid.NewGuid():N}";

    private MongoDocumentStore _store = null!;
    private long _version;

    public async Task InitializeAsync()
    {
        _store = Open("serverSelectionTimeoutMS=3000&socketTimeoutMS=2000");
        await using var patient = Open(Patient);
        _version = (await patient.SaveAsync("c", New("a"), 0, default))!.Value;
        await StoredGrants.UntilAsync(IsBackAsync, "the driver has found the server");
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task A_server_that_is_down_is_reported_and_used_again_afterwards()
    {
        await server.OrderAsync("stop");

        await AssertUnavailableAsync(() => _store.FindAsync("c", "a", default).AsTask());
        await AssertUnavailableAsync(() => _store.SaveAsync("c", New("a"), _version, default).AsTask());

        await server.OrderAsync("start");
        await StoredGrants.UntilAsync(IsBackAsync, "the driver has noticed that it is back");
        Assert.Equal(_version, (await _store.FindAsync("c", "a", default))!.Version);
        Assert.NotNull(await _store.SaveAsync("c", New("a"), _version, default));
    }

    [Fact]
    public async Task A_server_that_hangs_blocks_no_caller_for_long_and_no_thread()
    {
        await server.OrderAsync("hang");
        try
        {
            // All begin on this one thread, which none of them blocks until it has failed.
            var calls = Enumerable.Range(0, Callers).Select(_ => _store.FindAsync("c", "a", default).AsTask()).ToList();
            await Task.WhenAll(calls.Select(call => AssertUnavailableAsync(() => call)));

            // Most have not waited for a connection until one was free.
            var hung = int.Parse(await server.OrderAsync("hung"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(hung, 1, Callers / 4);
        }
        finally
        {
            await server.OrderAsync("stop");
            await server.OrderAsync("start");
        }
        await StoredGrants.UntilAsync(IsBackAsync, "the driver has noticed that it is back");
    }

    [Fact]
    public async Task A_server_that_hangs_costs_no_more_than_its_two_timeouts()
    {
        var clock = new FakeTimeProvider();
        await using var store = new MongoDocumentStore(
            server[$"outage-{Guid.NewGuid():N}"] + "&serverSelectionTimeoutMS=60000&socketTimeoutMS=540000&heartbeatFrequencyMS=600000",
            NullLogger<MongoDocumentStore>.Instance, clock);
        var version = await store.SaveAsync("c", New("a"), 0, default);
        await server.OrderAsync("hang");
        try
        {
            Task[] calls = [store.FindAsync("c", "a", default).AsTask(), store.SaveAsync("c", New("a"), version!.Value, default).AsTask()];
            clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
            Assert.DoesNotContain(calls, call => call.IsCompleted);

            clock.Advance(TimeSpan.FromMilliseconds(1));

            await Task.WhenAll(calls.Select(call => AssertUnavailableAsync(() => call.WaitAsync(TimeSpan.FromMinutes(1)))));
        }
        finally
        {
            await server.OrderAsync("stop");
            await server.OrderAsync("start");
        }
    }

    [Fact]
    public async Task Of_200_concurrent_writes_over_four_connections_every_one_succeeds()
    {
        await using var patient = Open(Patient);
        // Fewer may wait for a server that has not been reached yet.
        Assert.NotNull(await patient.FindAsync("c", "a", default));
        var writes = Enumerable.Range(0, 200).Select(i => patient.SaveAsync("c", New($"many-{i}"), 0, default).AsTask());

        Assert.All(await Task.WhenAll(writes), version => Assert.NotNull(version));
    }

    [Fact]
    public async Task A_write_whose_response_is_lost_is_repeated_and_happens_once()
    {
        await using var patient = Open(Patient);
        await server.OrderAsync("drop");
        var saved = await patient.SaveAsync("c", New("b", """{"n":1}"""), 0, default);
        Assert.NotNull(saved);

        await server.OrderAsync("drop");
        var changed = await patient.SaveAsync("c", New("b", """{"n":2}"""), saved.Value, default);
        Assert.NotNull(changed);
        Assert.Equal(changed, (await patient.FindAsync("c", "b", default))!.Version);

        await server.OrderAsync("drop");
        Assert.True(await patient.DeleteAsync("c", "b", changed.Value, default));
    }

    [Fact]
    public async Task A_read_whose_response_is_lost_is_repeated()
    {
        await using var patient = Open(Patient);
        await server.OrderAsync("drop");

        Assert.Equal(_version, (await patient.FindAsync("c", "a", default))!.Version);
    }

    [Fact]
    public async Task After_disposal_nothing_is_accepted()
    {
        await _store.DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _store.SaveAsync("c", New("z"), 0, default).AsTask());
    }

    [Fact]
    public async Task A_stop_waits_for_accepted_writes()
    {
        var patient = Open(Patient);
        Assert.NotNull(await patient.FindAsync("c", "a", default));
        var writes = Enumerable.Range(0, 100).Select(i => patient.SaveAsync("c", New($"w{i}"), 0, default).AsTask()).ToList();

        await patient.DisposeAsync();

        Assert.All(await Task.WhenAll(writes), version => Assert.NotNull(version));
    }

    /// <summary>Over four connections.</summary>
    private MongoDocumentStore Open(string timeouts) =>
        new($"{server[_database]}&{timeouts}&maxPoolSize=4", NullLogger<MongoDocumentStore>.Instance);

    private async Task<bool> IsBackAsync()
    {
        try
        {
            return await _store.FindAsync("c", "a", default) is not null;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    private static Document New(string id, string body = "{}") => new(id, System.Text.Encoding.UTF8.GetBytes(body));

    private static Task<StorageUnavailableException> AssertUnavailableAsync(Func<Task> call) =>
        Assert.ThrowsAsync<StorageUnavailableException>(call);
}
