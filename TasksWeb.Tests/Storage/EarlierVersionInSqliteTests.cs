using System.Globalization;
using Microsoft.Data.Sqlite;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Storage;

public sealed class EarlierVersionInSqliteTests(MongoServer mongo) : EarlierVersionTests(mongo), IClassFixture<MongoServer>
{
    protected override string Source => SqliteFile;

    protected override string Target => Mongo[MongoDatabase];

    public override Task InitializeAsync()
    {
        CopyFile();
        return Task.CompletedTask;
    }

    protected override async Task<int> CountAsync(string collection)
    {
        await using var connection = new SqliteConnection(SqliteFile);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM documents WHERE collection = $collection";
        command.Parameters.AddWithValue("$collection", collection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
