using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace TasksWeb.Storage.Sqlite;

internal enum SqliteVerb
{
    Insert,
    Update,
    Delete,
}

/// <summary>One waiting write and its outcome: true when the compare-and-swap succeeded.</summary>
internal sealed record SqliteWrite(SqliteVerb Verb, string Collection, Document Document, long Expected, long Version)
{
    public TaskCompletionSource<bool> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// The only writer of a SQLite file. All waiting writes go into one transaction, so that the disk is synchronized once for many
/// callers; each completes after the commit.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int BatchSize = 512;
    private const int QueueLength = 20_000;

    private readonly Channel<SqliteWrite> _queue = Channel.CreateBounded<SqliteWrite>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _delete;
    private readonly Task _loop;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _insert = connection.Prepare(
            """
            INSERT INTO documents (collection, id, version, owner, due, body, grp)
            VALUES ($collection, $id, $version, $owner, $due, CAST($body AS TEXT), $group) ON CONFLICT DO NOTHING
            """,
            "$collection", "$id", "$version", "$owner", "$due", "$body", "$group");
        _update = connection.Prepare(
            """
            UPDATE documents SET version = $version, owner = $owner, due = $due, body = CAST($body AS TEXT), grp = $group
            WHERE collection = $collection AND id = $id AND version = $expected
            """,
            "$collection", "$id", "$version", "$owner", "$due", "$body", "$group", "$expected");
        _delete = connection.Prepare(
            "DELETE FROM documents WHERE collection = $collection AND id = $id AND version = $expected",
            "$collection", "$id", "$expected");
        _loop = Task.Run(RunAsync);
    }

    public Task<bool> ExecuteAsync(SqliteWrite write) => _queue.Writer.TryWrite(write)
        ? write.Outcome.Task
        : throw new StorageUnavailableException("The queue of writes is full, or the store is closing.");

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        foreach (var command in new[] { _insert, _update, _delete })
            await command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var batch = new List<SqliteWrite>(BatchSize);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var write))
                batch.Add(write);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<SqliteWrite> batch)
    {
        try
        {
            var held = new bool[batch.Count];
            using (var transaction = _connection.BeginTransaction(deferred: false))
            {
                for (var i = 0; i < batch.Count; i++)
                    held[i] = Execute(batch[i], transaction);
                transaction.Commit();
            }
            for (var i = 0; i < batch.Count; i++)
                batch[i].Outcome.SetResult(held[i]);
        }
        catch (Exception e)
        {
            // Disposal rolls the transaction back: no write happened.
            var failure = e is SqliteException sqlite
                ? SqliteDocumentStore.Unavailable(sqlite)
                : new StorageUnavailableException("SQLite did not take the write.", e);
            foreach (var write in batch)
                write.Outcome.TrySetException(failure);
        }
    }

    private bool Execute(SqliteWrite write, SqliteTransaction transaction)
    {
        var command = write.Verb switch
        {
            SqliteVerb.Insert => _insert,
            SqliteVerb.Update => _update,
            _ => _delete,
        };
        command.Transaction = transaction;
        foreach (SqliteParameter parameter in command.Parameters)
            parameter.Value = ValueOf(parameter.ParameterName, write) ?? DBNull.Value;
        return command.ExecuteNonQuery() == 1;
    }

    private static object? ValueOf(string parameter, SqliteWrite write) => parameter switch
    {
        "$collection" => write.Collection,
        "$id" => write.Document.Id,
        "$version" => write.Version,
        "$expected" => write.Expected,
        "$owner" => write.Document.Owner,
        "$group" => write.Document.Group,
        "$due" => write.Document.Due?.ToUnixTimeMilliseconds(),
        _ => write.Document.Body.ToArray(),
    };
}
