using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Storage;
using TasksWeb.Storage.Configuration;
using TasksWeb.Storage.Encryption;
using TasksWeb.Storage.Migration;
using TasksWeb.Storage.Mongo;
using TasksWeb.Storage.Sqlite;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Storage.Migration;

/// <summary><c>TasksWeb migrate</c>, from a file to MongoDB and back.</summary>
public sealed partial class MigrationTests(MongoServer mongo) : IClassFixture<MongoServer>, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes));
    private readonly string _database = $"migration-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_goes_to_MongoDB_and_back_with_its_people_still_signed_in()
    {
        string secret;
        await using (var app = await TestApp.StartAsync(settings: Settings(File("a.db"))))
        {
            using var person = await app.SignInAsync();
            secret = person.Secret();
        }

        var there = await MigrateAsync(File("a.db"), mongo[_database]);
        Assert.True(there.Code == 0, there.Output);
        var back = await MigrateAsync(mongo[_database], File("b.db"));
        Assert.True(back.Code == 0, back.Output);

        Assert.Equal(
            Digest().Matches(there.Output).Select(digest => digest.Value),
            Digest().Matches(back.Output).Select(digest => digest.Value));
        Assert.Matches("tickets: 1 copied", back.Output);
        await using var after = await TestApp.StartAsync(settings: Settings(File("b.db")));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, await CookieJar.StatusAsync(after.Address, $"tasksweb={secret}"));
    }

    [Fact]
    public async Task Run_twice_it_copies_what_is_new_and_replaces_nothing()
    {
        await using (var from = new SqliteDocumentStore(File("a.db")))
        {
            await from.SaveAsync(
                "users", New("a", """{"n":1,"é":"\u3042","list":[1.5,-7,true,null],"at":{"$date":"2026-01-31T09:00:00.000Z"}}"""),
                0, default);
            await from.SaveAsync("grants", New("g", "{}", "a", DateTimeOffset.UnixEpoch.AddDays(20_000)), 0, default);
        }
        var first = await MigrateAsync(File("a.db"), mongo[_database]);
        Assert.True(first.Code == 0, first.Output);
        Assert.Contains("users: 1 copied", first.Output, StringComparison.Ordinal);

        await using (var from = new SqliteDocumentStore(File("a.db")))
            await from.SaveAsync("users", New("b", "{}"), 0, default);
        var second = await MigrateAsync(File("a.db"), mongo[_database]);
        Assert.True(second.Code == 0, second.Output);
        Assert.Contains("users: 1 copied; 2 here", second.Output, StringComparison.Ordinal);
        Assert.Contains("grants: 0 copied; 1 here", second.Output, StringComparison.Ordinal);

        await using var to = new MongoDocumentStore(mongo[_database], NullLogger<MongoDocumentStore>.Instance);
        var used = (await to.FindAsync("users", "a", default))!;
        var newer = await to.SaveAsync("users", New("a", """{"n":2}"""), used.Version, default);
        var third = await MigrateAsync(File("a.db"), mongo[_database]);
        Assert.Equal(1, third.Code);
        Assert.Contains(
            "users: 1 were there with another content and were left as they are", third.Output, StringComparison.Ordinal);
        Assert.Equal(newer, (await to.FindAsync("users", "a", default))!.Version);
    }

    [Theory]
    [InlineData("", "mongodb://127.0.0.1/x", "--from: a connection string is missing")]
    [InlineData("Data Source=/nowhere/tasksweb.db", "mongodb://127.0.0.1/x", "--from: there is no such file")]
    [InlineData("mongodb://127.0.0.1/x", "tasksweb", "--to: it is a connection string of neither")]
    [InlineData("mongodb://127.0.0.1/x", "mongodb://127.0.0.1/x", "--to names the same store as --from")]
    public async Task Unreadable_documents_are_named(string from, string to, string words)
    {
        var (code, output) = await MigrateAsync(from, to);

        Assert.Equal(2, code);
        Assert.Contains(words, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_copy_is_repeated_without_loss_or_duplicates()
    {
        await using var from = new SqliteDocumentStore(File("a.db"));
        await using var target = new SqliteDocumentStore(File("b.db"));
        var to = new FailingStore(target) { SaveFails = (_, document) => string.CompareOrdinal(document.Id, "500") > 0 };
        await Task.WhenAll(Enumerable.Range(100, 800).Select(async i => await from.SaveAsync("users", New($"{i}", "{}"), 0, default)));

        await Assert.ThrowsAsync<StorageUnavailableException>(() => new StoreMigration(from, to).RunAsync("users", default));
        var half = (await target.PageAsync("users", "", 1000, default)).Count;
        Assert.InRange(half, 1, 799);

        to.SaveFails = (_, _) => false;
        var done = await new StoreMigration(from, to).RunAsync("users", default);
        Assert.True(done.IsVerified);
        Assert.Equal((800 - half, 0, 800), (done.Copied, done.Differing, done.To.Count));
    }

    [Fact]
    public async Task A_file_is_not_copied_onto_itself_and_a_folder_that_cannot_be_made_is_named()
    {
        await using (var from = new SqliteDocumentStore(File("a.db")))
            await from.SaveAsync("users", New("a", "{}"), 0, default);
        await System.IO.File.WriteAllTextAsync(_folder["file"], "");

        Assert.True(StoreOpening.AreSame("Data Source=a.db", $"Data Source={Path.GetFullPath("a.db")};Cache=Private"));
        var failure = Assert.Throws<StorageUnavailableException>(() => new SqliteDocumentStore(File("file/b.db")));
        Assert.Contains("folder", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_collection_of_a_repository_is_copied()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(root.FullName, "TasksWeb", "Storage")))
            root = root.Parent!;
        var named = Directory.EnumerateFiles(Path.Combine(root.FullName, "TasksWeb"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Repositories().Matches(System.IO.File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        Assert.Contains("grants", named);
        Assert.Equal(Collections.All.Order(), named.Order());
    }

    private string File(string name) => $"Data Source={_folder[name]}";

    private Dictionary<string, string?> Settings(string connection) => new(StringComparer.Ordinal)
    {
        ["Storage:ConnectionString"] = connection,
        ["Encryption:Keys:0"] = _key,
    };

    private static Document New(string id, string body, string? owner = null, DateTimeOffset? due = null) =>
        new(id, System.Text.Encoding.UTF8.GetBytes(body), owner, due);

    private async Task<(int Code, string Output)> MigrateAsync(string from, string to)
    {
        await using var process = TasksWebProcess.Start(new()
        {
            WorkingDirectory = _folder.Path,
            Command = "migrate",
            Arguments = ["--from", from, "--to", to],
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Providers:google:ClientId"] = "client",
                ["Providers:google:ClientSecret"] = "secret",
            },
        });
        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (code, string.Join('\n', process.Output));
    }

    [GeneratedRegex("SHA-256 [0-9a-f]{64}")]
    private static partial Regex Digest();

    [GeneratedRegex("""Repository<\w+>\(store, "(\w+)"\)""")]
    private static partial Regex Repositories();
}
