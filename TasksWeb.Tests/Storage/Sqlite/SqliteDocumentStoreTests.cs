using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using TasksWeb.Storage;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Storage.Sqlite;

public sealed class SqliteDocumentStoreTests : DocumentStoreContract
{
    private readonly TestFolder _folder = new();

    protected override ValueTask<IDocumentStore> OpenAsync() =>
        ValueTask.FromResult<IDocumentStore>(new SqliteDocumentStore($"Data Source={_folder["tasksweb.db"]}"));

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What only a file can do to us.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private string Connection => $"Data Source={_folder["data/tasksweb.db"]}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_has_a_write_ahead_log_in_a_folder_readable_by_its_owner_only()
    {
        await using var store = new SqliteDocumentStore(Connection);
        await store.SaveAsync("c", Empty("a"), 0, default);

        Assert.Equal("wal", Ask("PRAGMA journal_mode"));
        Assert.True(File.Exists(_folder["data/tasksweb.db-wal"]));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["data"]));
    }

    [Fact]
    public void Every_connection_synchronises_fully()
    {
        using var connection = SqliteFile.Open(SqliteFile.Complete($"Data Source={_folder["a.db"]}"));
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, command.ExecuteScalar());
    }

    [Fact]
    public async Task A_lock_of_another_process_fails_the_write_until_it_is_released()
    {
        await using var store = new SqliteDocumentStore(Connection);
        var version = (await store.SaveAsync("c", Empty("a"), 0, default))!.Value;
        using var other = new SqliteConnection(Connection + ";Pooling=False");
        other.Open();
        var transaction = other.BeginTransaction(deferred: false);
        var started = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => store.SaveAsync("c", Empty("a"), version, default).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Contains("locked", failure.Message, StringComparison.Ordinal);
        Assert.True(started.Elapsed > TimeSpan.FromSeconds(1), "It did not wait for the lock at all.");
        Assert.NotNull(await store.FindAsync("c", "a", default));
        transaction.Rollback();
        Assert.NotNull(await store.SaveAsync("c", Empty("a"), version, default));
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_without_damage()
    {
        using var connection = SqliteFile.Open(SqliteFile.Complete($"Data Source={_folder["full.db"]}"));
        SqliteFile.CreateSchema(connection);
        await using var writer = new SqliteWriter(connection);
        Assert.True(await SaveAsync(writer, "before", 10));
        connection.Execute("PRAGMA max_page_count = 20");

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => SaveAsync(writer, "too large", 200_000));

        Assert.Contains("full", failure.Message, StringComparison.Ordinal);
        connection.Execute("PRAGMA max_page_count = 100000");
        Assert.True(await SaveAsync(writer, "after", 200_000));
        await using var store = new SqliteDocumentStore($"Data Source={_folder["full.db"]}");
        Assert.NotNull(await store.FindAsync("c", "before", default));
        Assert.Null(await store.FindAsync("c", "too large", default));
        Assert.Equal("ok", Ask("PRAGMA integrity_check", _folder["full.db"]));
    }

    [Theory]
    [InlineData("This is no database. It is a text of more than a hundred bytes, so that nobody takes it for an empty file, or for the head of one.")]
    [InlineData("SQLite format 3\0 and then nothing that makes sense, again for more than a hundred bytes, which is what its head would take up.")]
    public void A_file_that_is_no_database_is_reported(string content)
    {
        File.WriteAllText(_folder["tasksweb.db"], content);

        var failure = Assert.Throws<StorageUnavailableException>(
            () => new SqliteDocumentStore($"Data Source={_folder["tasksweb.db"]}"));

        Assert.Contains("SQLite", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_after_disposal_are_refused()
    {
        var store = new SqliteDocumentStore(Connection);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.SaveAsync("c", Empty("a"), 0, default).AsTask());
    }

    [Fact]
    public async Task A_stop_waits_for_accepted_writes()
    {
        var store = new SqliteDocumentStore(Connection);
        var writes = Enumerable.Range(0, 2000).Select(i => store.SaveAsync("c", Empty($"a{i}"), 0, default).AsTask()).ToList();

        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(writes), version => Assert.NotNull(version));
        Assert.Equal(2000L, long.Parse(Ask("SELECT count(*) FROM documents"), System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Document Empty(string id) => new(id, "{}"u8.ToArray());

    private static Task<bool> SaveAsync(SqliteWriter writer, string id, int length) => writer.ExecuteAsync(new SqliteWrite(
        SqliteVerb.Insert, "c", new Document(id, Encoding.UTF8.GetBytes($"\"{new string('x', length)}\"")), 0, 1));

    private string Ask(string sql, string? file = null)
    {
        using var connection = new SqliteConnection($"Data Source={file ?? _folder["data/tasksweb.db"]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
