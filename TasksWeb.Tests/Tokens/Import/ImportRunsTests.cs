using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Storage;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;

namespace TasksWeb.Tests.Tokens.Import;

/// <summary>A run goes on until another one has begun, or can begin.</summary>
public sealed class ImportRunsTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero));
    private readonly TaskCompletionSource _end = new();
    private readonly TaskCompletionSource _lost = new();
    private FailingStore _store = null!;
    private ImportRunRepository _stored = null!;
    private Task<ImportRun?> _run = null!;

    public async Task InitializeAsync()
    {
        _store = new FailingStore(new SqliteDocumentStore($"Data Source={_folder["tasksweb.db"]}"));
        _stored = new ImportRunRepository(_store);
        var begun = new TaskCompletionSource();
        _run = new ImportRuns(_stored, _clock, NullLogger<ImportRuns>.Instance).TryRunAsync(
            async lost =>
            {
                await using var noted = lost.Register(() => _lost.TrySetResult());
                begun.SetResult();
                await Task.WhenAny(_end.Task, _lost.Task);
            },
            default);
        await begun.Task;
    }

    public async Task DisposeAsync()
    {
        _end.TrySetResult();
        Assert.Null(await _run);
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_run_is_no_record_of_a_token_and_no_record_is_a_run()
    {
        var records = new ImportRecordRepository(_store);
        await records.SaveAsync(
            ImportRecord.Begin("1//token", new GrantKey("google_drive", "a"), _clock.GetUtcNow()), 0, default);

        Assert.Single(await records.AllAsync(default).ToListAsync());
        Assert.Single(await _stored.AllAsync(default).ToListAsync());
    }

    [Fact]
    public async Task A_store_that_fails_for_a_moment_ends_no_run()
    {
        _store.SaveFails = static (_, _) => true;
        for (var failures = 1; failures <= 3; failures++)
            await TickAsync(() => Task.FromResult(_store.FailedSaves == failures));
        _store.SaveFails = static (_, _) => false;
        await TickAsync(async () => await UntilAsync() == _clock.GetUtcNow() + TimeSpan.FromMinutes(1));

        Assert.False(_lost.Task.IsCompleted);
        _end.SetResult();
        await _run;
        Assert.Null(await _stored.FindAsync("run", default));
    }

    [Fact]
    public async Task A_run_that_cannot_say_in_time_that_it_goes_on_ends_before_another_can_begin()
    {
        _store.SaveFails = static (_, _) => true;
        for (var failures = 1; failures <= 5; failures++)
        {
            Assert.False(_lost.Task.IsCompleted);
            await TickAsync(() => Task.FromResult(_store.FailedSaves == failures));
        }

        await _lost.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(await UntilAsync() > _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_run_ends_when_another_has_begun_and_leaves_that_one_alone()
    {
        var other = new ImportRun("run", "another computer", _clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await _stored.UpsertAsync("run", _ => other, default);

        _clock.Advance(Interval);
        await _lost.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await _run;

        Assert.Equal(other, (await _stored.FindAsync("run", default))!.Value);
    }

    [Fact]
    public async Task A_save_whose_answer_was_lost_is_recognized()
    {
        var saved = await _stored.UpsertAsync("run", own => own! with { Until = own.Until + TimeSpan.FromSeconds(1) }, default);

        await StoredGrants.UntilAsync(
            async () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return await UntilAsync() > saved.Value.Until;
            },
            "the run goes on from there");

        Assert.False(_lost.Task.IsCompleted);
    }

    private async Task<DateTimeOffset> UntilAsync() => (await _stored.FindAsync("run", default))!.Value.Until;

    private async Task TickAsync(Func<Task<bool>> isDone)
    {
        _clock.Advance(Interval);
        await StoredGrants.UntilAsync(isDone, "the run has tried to say that it goes on");
    }
}
