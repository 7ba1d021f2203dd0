using System.Globalization;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Storage;

public sealed class EarlierVersionInMongoTests(MongoServer mongo) : EarlierVersionTests(mongo), IClassFixture<MongoServer>
{
    protected override string Source => Mongo[MongoDatabase];

    protected override string Target => SqliteFile;

    /// <summary>MongoDB's own driver reads the documents (Extended JSON, one a line) and writes them.</summary>
    public override async Task InitializeAsync()
    {
        const string Read = "__import__('bson.json_util').json_util.loads(line) for line in open";
        foreach (var file in Directory.EnumerateFiles(Path.Combine(EarlierData.Folder, "mongo")))
        {
            var collection = Path.GetFileNameWithoutExtension(file);
            await Mongo.AskAsync(
                MongoDatabase, $"len(db['{collection}'].insert_many([{Read}(r'{file}')]).inserted_ids)");
            Assert.Equal(File.ReadLines(file).Count(), await CountAsync(collection));
        }
    }

    protected override async Task<int> CountAsync(string collection)
    {
        var count = await Mongo.AskAsync(MongoDatabase, $"str(db['{collection}'].count_documents({{}}))");
        return int.Parse(count.GetString()!, CultureInfo.InvariantCulture);
    }
}
