using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Storage;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Storage;

public sealed class ScheduledWorkerTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private SqliteDocumentStore _store = null!;
    private Chores _chores = null!;

    public Task InitializeAsync()
    {
        _store = new SqliteDocumentStore($"Data Source={_folder["tasksweb.db"]}");
        _chores = new Chores(_store);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_due_is_processed_page_by_page_and_nothing_else()
    {
        await AddAsync(300, due: _clock.GetUtcNow().AddMinutes(-1));
        await _chores.SaveAsync(new Chore("later", _clock.GetUtcNow().AddHours(1)), 0, default);
        using var work = new Work(_chores, _clock);

        Assert.Equal(300, await work.RunOnceAsync(default));

        Assert.Equal(300, work.Done.Distinct().Count());
        Assert.Equal(0, await work.RunOnceAsync(default));
        Assert.NotNull(await _chores.FindAsync("later", default));
    }

    [Fact]
    public async Task Instances_share_the_work_and_do_none_of_it_twice()
    {
        await AddAsync(1000, due: _clock.GetUtcNow().AddMinutes(-1));
        await using var otherStore = new SqliteDocumentStore($"Data Source={_folder["tasksweb.db"]}");
        var (oneBegan, otherBegan) = (new TaskCompletionSource(), new TaskCompletionSource());
        // Who is first waits for the other to have begun as well, with the page in its hands.
        using var one = new Work(_chores, _clock) { Hold = () => MeetAsync(oneBegan, otherBegan) };
        using var other = new Work(new Chores(otherStore), _clock) { Hold = () => MeetAsync(otherBegan, oneBegan) };

        await Task.WhenAll(Task.Run(() => one.RunOnceAsync(default)), Task.Run(() => other.RunOnceAsync(default)));

        Assert.Equal(1000, one.Done.Count + other.Done.Count);
        Assert.Equal(1000, one.Done.Concat(other.Done).Distinct().Count());

        static Task MeetAsync(TaskCompletionSource mine, TaskCompletionSource theirs)
        {
            mine.TrySetResult();
            return theirs.Task;
        }
    }

    [Fact]
    public async Task Work_that_fails_stops_nothing_and_is_repeated_after_its_claim()
    {
        await AddAsync(3, due: _clock.GetUtcNow().AddMinutes(-1));
        using var work = new Work(_chores, _clock) { Fails = "1" };

        Assert.Equal(3, await work.RunOnceAsync(default));
        Assert.Equal(["0", "2"], work.Done.Order());
        Assert.Equal(0, await work.RunOnceAsync(default));

        work.Fails = null;
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await work.RunOnceAsync(default));
        Assert.Contains("1", work.Done);
    }

    [Fact]
    public async Task A_trigger_begins_a_round_and_a_stop_waits_for_the_work_in_progress()
    {
        using var work = new Work(_chores, _clock);
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        work.Hold = () =>
        {
            begun.TrySetResult();
            return go.Task;
        };
        await AddAsync(20, due: _clock.GetUtcNow().AddMinutes(-1));
        await work.StartAsync(default);

        work.Trigger();
        work.Trigger();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stop = work.StopAsync(default);
        Assert.False(stop.IsCompleted);
        go.SetResult();
        await stop;

        Assert.InRange(work.Done.Count, 1, 8);
    }

    private async Task AddAsync(int count, DateTimeOffset due) => await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        await _chores.SaveAsync(new Chore($"{i}", due), 0, default)));

    private sealed record Chore(string Id, DateTimeOffset Due);

    private sealed class Chores(IDocumentStore store) : Repository<Chore>(store, "chores")
    {
        protected override string IdOf(Chore value) => value.Id;

        protected override DateTimeOffset? DueOf(Chore value) => value.Due;
    }

    private sealed class Work(Chores chores, FakeTimeProvider clock)
        : ScheduledWorker<Chore>(chores, Metrics, clock, NullLogger.Instance)
    {
        private static readonly WorkerMetrics Metrics = new(
            new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
            TimeProvider.System);

        private readonly Chores _chores = chores;

        public ConcurrentQueue<string> Done { get; } = [];

        public string? Fails { get; set; }

        public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

        protected override TimeSpan Interval => TimeSpan.FromDays(1);

        protected override async Task WorkAsync(Stored<Chore> claimed, CancellationToken cancellationToken)
        {
            await Hold();
            if (claimed.Value.Id == Fails)
                throw new InvalidOperationException("told to fail");
            Assert.True(await _chores.DeleteAsync(claimed.Value.Id, claimed.Version, default));
            Done.Enqueue(claimed.Value.Id);
        }
    }
}
