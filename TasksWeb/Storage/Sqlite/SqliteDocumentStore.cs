using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace TasksWeb.Storage.Sqlite;

/// <summary>
/// The embedded adapter: one SQLite file, write-ahead log, <c>synchronous=FULL</c>. Readers run concurrently on connections of
/// their own; all writes go through <see cref="SqliteWriter"/>, which commits what is waiting in one transaction.
/// </summary>
public sealed class SqliteDocumentStore : IDocumentStore, IAsyncDisposable
{
    private readonly string _connectionString;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<Reader> _readers = [];

    /// <summary>Opens the file, and creates it and its folder if they are missing.</summary>
    /// <exception cref="StorageUnavailableException">The file cannot be opened or is not a database.</exception>
    public SqliteDocumentStore(string connectionString)
    {
        _connectionString = SqliteFile.Complete(connectionString);
        try
        {
            SqliteFile.CreateFolder(_connectionString);
            SqliteFile.Protect(_connectionString);
            var connection = SqliteFile.Open(_connectionString);
            SqliteFile.CreateSchema(connection);
            _writer = new SqliteWriter(connection);
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The folder of SQLite's file cannot be made: {e.Message}", e);
        }
    }

    public ValueTask<Document?> FindAsync(string collection, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Read(reader => reader.Find, SingleOrNull, [("$collection", collection), ("$id", id)], cancellationToken));

    public ValueTask<IReadOnlyList<Document>> DueAsync(
        string collection, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(
            reader => reader.Due, Documents,
            [("$collection", collection), ("$before", before.ToUnixTimeMilliseconds()), ("$limit", limit)], cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListIdsByOwnerAsync(
        string collection, string owner, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(
            reader => reader.Owned, Ids, [("$collection", collection), ("$owner", owner)], cancellationToken));

    public ValueTask<IReadOnlyList<Document>> PageAsync(
        string collection, string after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(
            reader => reader.Page, Documents, [("$collection", collection), ("$after", after), ("$limit", limit)],
            cancellationToken));

    public ValueTask<GroupPage> GroupAsync(
        string collection, string group, string after, int limit, CancellationToken cancellationToken)
    {
        var count = Read(
            reader => reader.Count, rows => rows.Read() ? rows.GetInt64(0) : 0,
            [("$collection", collection), ("$group", group)], cancellationToken);
        var page = limit == 0 ? [] : Read(
            reader => reader.Group, Documents,
            [("$collection", collection), ("$group", group), ("$after", after), ("$limit", limit)], cancellationToken);
        return ValueTask.FromResult(new GroupPage(page, count));
    }

    public async ValueTask<long?> SaveAsync(
        string collection, Document document, long expectedVersion, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var version = VersionStamp.Next();
        var saved = await _writer.ExecuteAsync(new SqliteWrite(
            expectedVersion == 0 ? SqliteVerb.Insert : SqliteVerb.Update, collection, document, expectedVersion, version));
        return saved ? version : null;
    }

    public async ValueTask<bool> DeleteAsync(string collection, string id, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _writer.ExecuteAsync(new SqliteWrite(SqliteVerb.Delete, collection, new Document(id, default), version, 0));
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    internal static StorageUnavailableException Unavailable(SqliteException e) =>
        new($"SQLite answered {e.SqliteErrorCode} ({e.SqliteExtendedErrorCode}): {e.Message}", e);

    private T Read<T>(
        Func<Reader, SqliteCommand> choose, Func<SqliteDataReader, T> map, ReadOnlySpan<(string Name, object Value)> parameters,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Reader? reader = null;
        try
        {
            if (!_readers.TryTake(out reader))
                reader = new Reader(SqliteFile.Open(_connectionString));
            var command = choose(reader);
            foreach (var (name, value) in parameters)
                command.Parameters[name].Value = value;
            T result;
            using (var rows = command.ExecuteReader())
                result = map(rows);
            _readers.Add(reader);
            return result;
        }
        catch (SqliteException e)
        {
            reader?.Dispose();
            throw Unavailable(e);
        }
    }

    private static Document? SingleOrNull(SqliteDataReader rows) => rows.Read() ? Document(rows) : null;

    private static IReadOnlyList<Document> Documents(SqliteDataReader rows)
    {
        var documents = new List<Document>();
        while (rows.Read())
            documents.Add(Document(rows));
        return documents;
    }

    private static IReadOnlyList<string> Ids(SqliteDataReader rows)
    {
        var ids = new List<string>();
        while (rows.Read())
            ids.Add(rows.GetString(0));
        return ids;
    }

    private static Document Document(SqliteDataReader rows) => new(
        rows.GetString(0),
        rows.GetFieldValue<byte[]>(1),
        rows.IsDBNull(2) ? null : rows.GetString(2),
        rows.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(3)),
        rows.GetInt64(4),
        rows.IsDBNull(5) ? null : rows.GetString(5));

    /// <summary>One connection with its prepared reads; used by one caller at a time.</summary>
    private sealed class Reader(SqliteConnection connection) : IDisposable
    {
        private const string Columns =
            "SELECT id, body, owner, due, version, grp FROM documents WHERE collection = $collection AND ";

        public SqliteCommand Find { get; } = connection.Prepare(Columns + "id = $id", "$collection", "$id");

        public SqliteCommand Due { get; } = connection.Prepare(
            Columns + "due < $before ORDER BY due, id LIMIT $limit", "$collection", "$before", "$limit");

        public SqliteCommand Owned { get; } = connection.Prepare(
            "SELECT id FROM documents WHERE collection = $collection AND owner = $owner ORDER BY id", "$collection", "$owner");

        public SqliteCommand Page { get; } = connection.Prepare(
            Columns + "id > $after ORDER BY id LIMIT $limit", "$collection", "$after", "$limit");

        public SqliteCommand Group { get; } = connection.Prepare(
            Columns + "grp = $group AND id > $after ORDER BY id LIMIT $limit", "$collection", "$group", "$after", "$limit");

        public SqliteCommand Count { get; } = connection.Prepare(
            "SELECT COUNT(*) FROM documents WHERE collection = $collection AND grp = $group", "$collection", "$group");

        public void Dispose()
        {
            Group.Dispose();
            Count.Dispose();
            Find.Dispose();
            Due.Dispose();
            Owned.Dispose();
            Page.Dispose();
            connection.Dispose();
        }
    }
}
