using System.Text;
using System.Text.Json;
using TasksWeb.Storage;

namespace TasksWeb.Tests.Storage;

/// <summary>What every adapter of <see cref="IDocumentStore"/> does, against a real database.</summary>
public abstract class DocumentStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private IDocumentStore _store = null!;

    /// <summary>Opens the store of this test, which is empty the first time and keeps what was saved.</summary>
    protected abstract ValueTask<IDocumentStore> OpenAsync();

    /// <summary>Closes it as a stop of the app does.</summary>
    protected virtual async ValueTask CloseAsync(IDocumentStore store)
    {
        if (store is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    public async Task InitializeAsync() => _store = await OpenAsync();

    public virtual async Task DisposeAsync() => await CloseAsync(_store);

    [Fact]
    public async Task What_was_never_saved_is_not_found() => Assert.Null(await FindAsync("a"));

    [Fact]
    public async Task A_document_comes_back_as_it_was_saved()
    {
        var saved = New("a", """{"text":"x","n":1}""", "owner", Noon);

        var version = await SaveAsync(saved);

        var found = (await FindAsync("a"))!;
        Assert.True(version > 0);
        Assert.Equal(version, found.Version);
        Assert.Equal("a", found.Id);
        Assert.Equal("owner", found.Owner);
        Assert.Equal(Noon, found.Due);
        AssertSameJson(saved.Body, found.Body);
    }

    [Fact]
    public async Task Group_is_paged_by_id_and_counted_whole()
    {
        foreach (var id in new[] { "a", "b", "c", "d" })
            await SaveAsync(new Document(id, "{}"u8.ToArray(), Group: id == "b" ? "other" : "group"));

        var page = await _store.GroupAsync("c", "group", "a", 1, default);
        var counted = await _store.GroupAsync("c", "group", "", 0, default);

        Assert.Equal(["c"], page.Documents.Select(document => document.Id));
        Assert.Equal("group", page.Documents[0].Group);
        Assert.Equal(3, page.Count);
        Assert.Empty(counted.Documents);
        Assert.Equal(3, counted.Count);
        Assert.Equal(0, (await _store.GroupAsync("c", "missing", "", 10, default)).Count);
    }

    [Fact]
    public async Task Document_moves_between_groups_and_leaves_them_when_it_is_deleted()
    {
        var first = await SaveAsync(new Document("a", "{}"u8.ToArray(), Group: "one"));
        var second = await SaveAsync(new Document("a", "{}"u8.ToArray(), Group: "two"), first!.Value);

        Assert.Equal(0, (await _store.GroupAsync("c", "one", "", 10, default)).Count);
        Assert.Equal(1, (await _store.GroupAsync("c", "two", "", 10, default)).Count);

        Assert.True(await _store.DeleteAsync("c", "a", second!.Value, default));
        Assert.Equal(0, (await _store.GroupAsync("c", "two", "", 10, default)).Count);
    }

    [Fact]
    public async Task Owner_and_due_time_may_be_missing_and_may_go_away()
    {
        var version = await SaveAsync(New("a", owner: "owner", due: Noon));

        await SaveAsync(New("a"), version!.Value);

        var found = (await FindAsync("a"))!;
        Assert.Null(found.Owner);
        Assert.Null(found.Due);
        Assert.Empty(await _store.ListIdsByOwnerAsync("c", "owner", default));
        Assert.Empty(await _store.DueAsync("c", Noon.AddYears(1), 10, default));
    }

    [Fact]
    public async Task A_second_insert_is_refused_and_changes_nothing()
    {
        await SaveAsync(New("a", """{"n":1}""", "first"));

        Assert.Null(await SaveAsync(New("a", """{"n":2}""", "second")));

        AssertSameJson("""{"n":1}"""u8.ToArray(), (await FindAsync("a"))!.Body);
        Assert.Equal(["a"], await _store.ListIdsByOwnerAsync("c", "first", default));
        Assert.Empty(await _store.ListIdsByOwnerAsync("c", "second", default));
    }

    [Fact]
    public async Task A_save_with_the_current_version_replaces_the_document_and_its_version()
    {
        var first = await SaveAsync(New("a", """{"n":1}"""));

        var second = await SaveAsync(New("a", """{"n":2}"""), first!.Value);

        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        var found = (await FindAsync("a"))!;
        Assert.Equal(second, found.Version);
        AssertSameJson("""{"n":2}"""u8.ToArray(), found.Body);
    }

    [Fact]
    public async Task A_save_with_a_stale_version_is_refused_and_changes_nothing()
    {
        var first = (await SaveAsync(New("a", """{"n":1}""")))!.Value;
        var second = (await SaveAsync(New("a", """{"n":2}"""), first))!.Value;

        Assert.Null(await SaveAsync(New("a", """{"n":3}"""), first));
        Assert.Null(await SaveAsync(New("a", """{"n":3}"""), second + 1));
        Assert.Null(await SaveAsync(New("a", """{"n":3}"""), -1));

        AssertSameJson("""{"n":2}"""u8.ToArray(), (await FindAsync("a"))!.Body);
    }

    [Fact]
    public async Task A_save_of_what_is_not_there_is_refused_unless_it_is_an_insert()
    {
        Assert.Null(await SaveAsync(New("a"), 17));

        Assert.Null(await FindAsync("a"));
    }

    [Fact]
    public async Task A_delete_needs_the_current_version()
    {
        var first = (await SaveAsync(New("a")))!.Value;
        var second = (await SaveAsync(New("a"), first))!.Value;

        Assert.False(await _store.DeleteAsync("c", "a", first, default));
        Assert.False(await _store.DeleteAsync("c", "a", 0, default));
        Assert.NotNull(await FindAsync("a"));

        Assert.True(await _store.DeleteAsync("c", "a", second, default));
        Assert.Null(await FindAsync("a"));
        Assert.False(await _store.DeleteAsync("c", "a", second, default));
    }

    [Fact]
    public async Task A_recreated_document_does_not_accept_the_earlier_version()
    {
        var old = (await SaveAsync(New("a", """{"n":1}""")))!.Value;
        Assert.True(await _store.DeleteAsync("c", "a", old, default));
        var anew = (await SaveAsync(New("a", """{"n":2}""")))!.Value;

        Assert.NotEqual(old, anew);
        Assert.Null(await SaveAsync(New("a", """{"n":3}"""), old));
        Assert.False(await _store.DeleteAsync("c", "a", old, default));
        AssertSameJson("""{"n":2}"""u8.ToArray(), (await FindAsync("a"))!.Body);
    }

    [Fact]
    public async Task Collections_do_not_see_each_other()
    {
        var version = (await _store.SaveAsync("one", New("a", owner: "o", due: Noon), 0, default))!.Value;

        Assert.Null(await _store.FindAsync("other", "a", default));
        Assert.Empty(await _store.ListIdsByOwnerAsync("other", "o", default));
        Assert.Empty(await _store.DueAsync("other", Noon.AddDays(1), 10, default));
        Assert.False(await _store.DeleteAsync("other", "a", version, default));
        Assert.NotNull(await _store.SaveAsync("other", New("a"), 0, default));
    }

    [Fact]
    public async Task What_is_due_comes_earliest_first_up_to_the_limit_and_before_is_exclusive()
    {
        await SaveAsync(New("late", due: Noon.AddMilliseconds(2)));
        await SaveAsync(New("early", due: Noon.AddMilliseconds(-2)));
        await SaveAsync(New("at noon", due: Noon));
        await SaveAsync(New("never"));
        await SaveAsync(New("just before", due: Noon.AddMilliseconds(-1)));

        Assert.Equal(["early", "just before"], await DueAsync(Noon, 10));
        Assert.Equal(["early", "just before", "at noon"], await DueAsync(Noon.AddMilliseconds(1), 10));
        Assert.Equal(["early", "just before"], await DueAsync(Noon.AddDays(1), 2));
        Assert.Empty(await DueAsync(Noon.AddDays(-1), 10));
        var first = (await _store.DueAsync("c", Noon, 1, default)).Single();
        Assert.Equal((await FindAsync("early"))!.Version, first.Version);
        Assert.Equal(Noon.AddMilliseconds(-2), first.Due);
    }

    [Fact]
    public async Task What_is_due_follows_every_save_and_delete()
    {
        var version = (await SaveAsync(New("a", due: Noon)))!.Value;
        version = (await SaveAsync(New("a", due: Noon.AddHours(1)), version))!.Value;
        Assert.Empty(await DueAsync(Noon.AddMinutes(1), 10));
        Assert.Equal(["a"], await DueAsync(Noon.AddHours(2), 10));

        await _store.DeleteAsync("c", "a", version, default);

        Assert.Empty(await DueAsync(Noon.AddHours(2), 10));
    }

    [Fact]
    public async Task An_owners_ids_come_in_ordinal_order_and_nobody_elses_with_them()
    {
        foreach (var id in new[] { "b", "B", "a", "ä", "10", "9", "あ" })
            await SaveAsync(New(id, owner: "owner"));
        await SaveAsync(New("other", owner: "Owner"));
        await SaveAsync(New("none"));

        Assert.Equal(["10", "9", "B", "a", "b", "ä", "あ"], await _store.ListIdsByOwnerAsync("c", "owner", default));
    }

    [Fact]
    public async Task Pages_come_in_ordinal_order_of_the_ids_and_contain_everything_once()
    {
        foreach (var id in new[] { "b", "B", "a", "ä", "10", "9", "あ" })
            await SaveAsync(New(id, $$"""{"n":"{{id}}"}""", owner: "owner", due: Noon));
        await _store.SaveAsync("other", New("c"), 0, default);
        var met = new List<Document>();
        for (var page = await _store.PageAsync("c", "", 3, default); page.Count > 0; page = await _store.PageAsync("c", page[^1].Id, 3, default))
        {
            Assert.InRange(page.Count, 1, 3);
            met.AddRange(page);
        }

        Assert.Equal(["10", "9", "B", "a", "b", "ä", "あ"], met.Select(document => document.Id));
        Assert.All(met, document => Assert.Equal(("owner", Noon), (document.Owner, document.Due)));
        Assert.Equal((await FindAsync("a"))!.Version, met[3].Version);
        AssertSameJson("""{"n":"a"}"""u8.ToArray(), met[3].Body);
    }

    [Theory]
    [InlineData("買い物リスト🛒")]
    [InlineData("a/b\\c'd\"e;f%g_h*i?j$k.l")]
    [InlineData("' OR 1=1 --")]
    [InlineData("e\u0301 is not é")]
    [InlineData("   ")]
    [InlineData("\u202eright to left")]
    [InlineData("$set.$where")]
    [InlineData("before\0after")]
    public async Task Ids_owners_and_bodies_in_any_writing_stay_themselves(string text)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["text"] = text });
        await SaveAsync(new Document(text, body, text));

        var found = (await FindAsync(text))!;

        Assert.Equal(text, found.Id);
        Assert.Equal(text, found.Owner);
        AssertSameJson(body, found.Body);
        Assert.Equal([text], await _store.ListIdsByOwnerAsync("c", text, default));
        Assert.Null(await FindAsync(text + "x"));
    }

    [Fact]
    public async Task Ids_differ_by_case_and_by_composition()
    {
        foreach (var id in new[] { "a", "A", "é", "e\u0301", "ß", "ss" })
            Assert.NotNull(await SaveAsync(New(id)));
    }

    [Fact]
    public async Task A_body_of_a_megabyte_comes_back_whole()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { text = string.Concat(Enumerable.Repeat("あいう\u0001\"\\", 120_000)) });
        Assert.True(body.Length > 1024 * 1024);
        await SaveAsync(new Document("a", body));

        AssertSameJson(body, (await FindAsync("a"))!.Body);
    }

    [Fact]
    public async Task Dates_are_kept_to_the_millisecond_and_written_as_dates()
    {
        var time = new DateTimeOffset(2026, 1, 31, 21, 0, 0, 123, TimeSpan.FromHours(9)).AddTicks(4567);
        var repository = new Things(_store);

        await repository.SaveAsync(new Thing("a", time, null), 0, default);

        var thing = (await repository.FindAsync("a", default))!.Value;
        Assert.Equal(time.ToStored(), thing.At);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 12, 0, 0, 123, TimeSpan.Zero), thing.At);
        Assert.Equal(TimeSpan.Zero, thing.At.Offset);
        var body = (await _store.FindAsync("things", "a", default))!;
        AssertSameJson("""{"id":"a","at":{"$date":"2026-01-31T12:00:00.123Z"}}"""u8.ToArray(), body.Body);
        Assert.Equal(time.ToStored(), body.Due);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59.999Z")]
    [InlineData("2038-01-19T03:14:08Z")]
    [InlineData("9999-12-31T23:59:59.999Z")]
    public async Task Dates_of_any_age_are_kept(string text)
    {
        var time = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var repository = new Things(_store);

        await repository.SaveAsync(new Thing("a", time, time), 0, default);

        Assert.Equal(new Thing("a", time, time), (await repository.FindAsync("a", default))!.Value);
    }

    [Fact]
    public async Task Of_a_thousand_concurrent_increments_none_is_lost()
    {
        var repository = new Counters(_store);
        await repository.SaveAsync(new Counter("a", 0), 0, default);

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (_, _) =>
            await repository.UpsertAsync("a", old => old! with { Count = old.Count + 1 }, default));

        Assert.Equal(1000, (await repository.FindAsync("a", default))!.Value.Count);
    }

    [Fact]
    public async Task Of_concurrent_inserts_exactly_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = $"a{round}";
            var outcomes = await Task.WhenAll(
                Enumerable.Range(0, 50).Select(i => Task.Run(() => SaveAsync(New(id, $$"""{"n":{{i}}}""")).AsTask())));

            var winner = Assert.Single(outcomes, version => version is not null);
            Assert.Equal(winner, (await FindAsync(id))!.Version);
        }
    }

    [Fact]
    public async Task Of_concurrent_deletes_exactly_one_wins()
    {
        var version = (await SaveAsync(New("a")))!.Value;

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Task.Run(() => _store.DeleteAsync("c", "a", version, default).AsTask())));

        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task What_was_saved_is_there_after_the_store_was_closed_and_opened_again()
    {
        var version = await SaveAsync(New("a", """{"n":1}""", "owner", Noon));

        await CloseAsync(_store);
        _store = await OpenAsync();

        var found = (await FindAsync("a"))!;
        Assert.Equal(version, found.Version);
        Assert.Equal(["a"], await _store.ListIdsByOwnerAsync("c", "owner", default));
        Assert.Equal(["a"], await DueAsync(Noon.AddDays(1), 10));
        Assert.NotNull(await SaveAsync(New("a"), version!.Value));
    }

    [Fact]
    public async Task Two_stores_on_one_database_see_each_others_writes()
    {
        var other = await OpenAsync();
        try
        {
            var version = (await SaveAsync(New("a", """{"n":1}""")))!.Value;
            Assert.Equal(version, (await other.FindAsync("c", "a", default))!.Version);
            Assert.NotNull(await other.SaveAsync("c", New("a", """{"n":2}"""), version, default));
            Assert.Null(await SaveAsync(New("a", """{"n":3}"""), version));
            AssertSameJson("""{"n":2}"""u8.ToArray(), (await FindAsync("a"))!.Body);
        }
        finally
        {
            await CloseAsync(other);
        }
    }

    [Fact]
    public async Task A_canceled_caller_starts_nothing()
    {
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.FindAsync("c", "a", gone).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.SaveAsync("c", New("a"), 0, gone).AsTask());

        Assert.Null(await FindAsync("a"));
    }

    private static Document New(string id, string body = "{}", string? owner = null, DateTimeOffset? due = null) =>
        new(id, Encoding.UTF8.GetBytes(body), owner, due);

    private ValueTask<Document?> FindAsync(string id) => _store.FindAsync("c", id, default);

    private ValueTask<long?> SaveAsync(Document document, long expected = 0) =>
        _store.SaveAsync("c", document, expected, default);

    private async Task<IEnumerable<string>> DueAsync(DateTimeOffset before, int limit) =>
        (await _store.DueAsync("c", before, limit, default)).Select(document => document.Id);

    /// <summary>An adapter may order and space a body its own way; it says the same.</summary>
    private static void AssertSameJson(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using var one = JsonDocument.Parse(expected);
        using var other = JsonDocument.Parse(actual);
        Assert.True(
            JsonElement.DeepEquals(one.RootElement, other.RootElement),
            Encoding.UTF8.GetString(actual.Span[..Math.Min(200, actual.Length)]));
    }

    private sealed record Thing(string Id, DateTimeOffset At, DateTimeOffset? Also);

    private sealed class Things(IDocumentStore store) : Repository<Thing>(store, "things")
    {
        protected override string IdOf(Thing value) => value.Id;

        protected override DateTimeOffset? DueOf(Thing value) => value.At;
    }

    private sealed record Counter(string Id, int Count);

    private sealed class Counters(IDocumentStore store) : Repository<Counter>(store, "counters")
    {
        protected override string IdOf(Counter value) => value.Id;
    }
}
