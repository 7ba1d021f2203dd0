namespace TasksWeb.Storage.Mongo;

/// <summary>What MongoDB keeps sorted beside <c>_id</c>.</summary>
internal static class MongoIndexes
{
    /// <summary>What is of no use after the time in one of its fields, and is deleted by the server then (a TTL index).</summary>
    private static readonly Dictionary<string, string> Expiries = new(StringComparer.Ordinal) { ["tickets"] = "expiresAt" };

    /// <summary>The command that makes them; those that are there already stay.</summary>
    public static void Write(BsonWriter command, string collection)
    {
        List<Action<BsonWriter>> indexes =
        [
            index => index.Add("key", key => key.Add("_due", 1).Add("_id", 1)).Add("name", "due").AddWhereThere("_due"),
            index => index.Add("key", key => key.Add("_owner", 1).Add("_id", 1)).Add("name", "owner").AddWhereThere("_owner"),
        ];
        if (Expiries.TryGetValue(collection, out var field))
            indexes.Add(index => index.Add("key", key => key.Add(field, 1)).Add("name", "expiry").Add("expireAfterSeconds", 0));
        command.Add("createIndexes", collection).AddArray("indexes", [.. indexes]);
    }

    private static void AddWhereThere(this BsonWriter index, string field) =>
        index.Add("partialFilterExpression", filter => filter.Add(field, there => there.Add("$exists", true)));
}
