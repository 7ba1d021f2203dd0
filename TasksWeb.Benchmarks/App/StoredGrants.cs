using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using TasksWeb.Storage;

namespace TasksWeb.Benchmarks.App;

/// <summary>Very many grants in one SQLite file.</summary>
internal static class StoredGrants
{
    private const string Insert = """
        INSERT INTO documents (collection, id, version, owner, due, body) VALUES ('grants', $id, $version, $owner, $due, $body)
        ON CONFLICT DO NOTHING
        """;

    /// <summary>
    /// One real grant, and its like for the others, written in one transaction. Nobody opens them: they are not due for months.
    /// </summary>
    /// <param name="first">The first person.</param>
    /// <param name="end">The person after the last.</param>
    public static async Task SeedAsync(Rooms rooms, Workplace workplace, int first, int end)
    {
        var model = await rooms.SaveGrantAsync(
            first, $"ya29.{new string('a', 200)}", TimeSpan.FromHours(1), CancellationToken.None);
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(workplace.Folder, "tasksweb.db")};Pooling=False");
        await connection.OpenAsync();
        await using var transaction = connection.BeginTransaction();
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = Insert;
        foreach (var name in new[] { "$id", "$version", "$owner", "$due", "$body" })
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        var body = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(model, StoredJson.Options));
        var due = TimeProvider.System.GetUtcNow().AddDays(150).ToUnixTimeMilliseconds();
        for (var person = first + 1; person < end; person++)
        {
            var key = Rooms.KeyOf(person);
            insert.Parameters["$id"].Value = key.Id;
            insert.Parameters["$version"].Value = Random.Shared.NextInt64(1, long.MaxValue);
            insert.Parameters["$owner"].Value = key.User;
            insert.Parameters["$due"].Value = due + person;
            insert.Parameters["$body"].Value = body.Replace(model.User, key.User, StringComparison.Ordinal);
            await insert.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await checkpoint.ExecuteNonQueryAsync();
    }
}
