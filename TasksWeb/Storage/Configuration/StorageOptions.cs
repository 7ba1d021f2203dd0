using Microsoft.Extensions.Options;
using TasksWeb.Storage.Mongo;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Storage.Configuration;

/// <summary><c>Storage:</c> which database holds the documents.</summary>
public sealed class StorageOptions
{
    /// <summary><c>Sqlite</c>: the embedded default, one file. <c>MongoDB</c>: for more than one machine.</summary>
    public string Provider { get; set; } = "Sqlite";

    /// <summary>
    /// For SQLite <c>Data Source=path</c>; a relative path starts at the working directory. For MongoDB
    /// <c>mongodb://…/database</c>, with all that its driver understands.
    /// </summary>
    public string ConnectionString { get; set; } = "Data Source=data/tasksweb.db";

    public bool IsSqlite => Provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase);

    public bool IsMongo => Provider.Equals("MongoDB", StringComparison.OrdinalIgnoreCase);
}

internal sealed class StorageOptionsValidation : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (options.IsMongo)
        {
            return MongoSettings.ProblemOf(options.ConnectionString) is { } problem
                ? ValidateOptionsResult.Fail(
                    $"Storage:ConnectionString does not lead to a MongoDB, as in mongodb://host/tasksweb: {problem}")
                : ValidateOptionsResult.Success;
        }
        if (!options.IsSqlite)
            return ValidateOptionsResult.Fail("Storage:Provider must be Sqlite or MongoDB.");
        return SqliteFile.IsNamedBy(options.ConnectionString)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                "Storage:ConnectionString must name the file, in SQLite's words: Data Source=data/tasksweb.db");
    }
}
