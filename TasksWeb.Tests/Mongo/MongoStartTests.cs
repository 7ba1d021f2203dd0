using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tokens;

namespace TasksWeb.Tests.Mongo;

public sealed class MongoStartTests
{
    [Fact]
    public async Task Without_the_driver_the_start_ends_with_the_command_that_installs_it()
    {
        using var folder = new TestFolder();
        // What the loader finds first is no library.
        foreach (var library in (string[])["libmongoc-1.0.so.0", "libmongoc2.so.2"])
            await File.WriteAllTextAsync(folder[library], "none");
        await using var process = TasksWebProcess.Start(new()
        {
            WorkingDirectory = folder.Path,
            Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["LD_LIBRARY_PATH"] = folder.Path,
                ["Storage:Provider"] = "MongoDB",
                ["Storage:ConnectionString"] = "mongodb://127.0.0.1/tasksweb",
                ["Providers:google:ClientId"] = "client",
                ["Providers:google:ClientSecret"] = "secret",
            },
        });

        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        var output = string.Join('\n', process.Output);
        Assert.True(code == 1, $"Exit code {code}:\n{output}");
        Assert.Contains("apt-get install libmongoc-1.0-0", output, StringComparison.Ordinal);
        Assert.Single(process.Output, line => line.Contains("TasksWeb does not start: ", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=data/tasksweb.db")]
    [InlineData("")]
    [InlineData("http://127.0.0.1/tasksweb")]
    [InlineData("mongodb://")]
    [InlineData("mongodb://user:p@ss:hunter2@host/tasksweb")]
    [InlineData("mongodb://us:er:hunter2@host/tasksweb")]
    [InlineData("mongodb://user:h:\"unter\"hunter2@host/tasksweb")]
    [InlineData("mongodb://user:hunter%zz2@host/tasksweb")]
    [InlineData("mongodb://user:hunter2/hunter2@host/tasksweb")]
    [InlineData("mongodb://user:hunter2@host/tasksweb?tlsCertificateKeyFilePassword=hunter2&tls=hunter2")]
    [InlineData("mongodb+srv://a.example,b.example/tasksweb")]
    public void What_is_no_connection_string_is_said_to_be_none_without_its_password(string text)
    {
        var problem = MongoConnection.ProblemOf(text);

        Assert.NotNull(problem);
        Assert.NotEmpty(problem);
        Assert.DoesNotContain("p@ss", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("unter", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_no_such_password_is_said_to_refuse_it_without_telling_it()
    {
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["saslStart"] = BsonWriter.Write(reply => reply.Add("ok", 0).Add("code", 18).Add("errmsg", "Authentication failed.")),
        });
        await using var store = new MongoDocumentStore(
            server.ConnectionString.Replace("mongodb://", "mongodb://user:hunter2@", StringComparison.Ordinal), NullLogger<MongoDocumentStore>.Instance);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.FindAsync("users", "a", default).AsTask());

        Assert.Contains("Authentication failed", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_the_rights_is_said_to_have_none_once_and_no_document_is_quoted()
    {
        using var server = new CannedMongo(new(StringComparer.Ordinal)
        {
            ["isMaster"] = CannedMongo.Hello,
            ["hello"] = CannedMongo.Hello,
            ["createIndexes"] = Refused("createIndexes"),
            ["find"] = Refused("find"),
        });
        var log = new Lines();
        var store = new MongoDocumentStore(server.ConnectionString, log);

        var failure = await Assert.ThrowsAsync<StorageUnavailableException>(() => store.FindAsync("users", "a", default).AsTask());
        await Stored.UntilAsync(() => Task.FromResult(!log.Written.IsEmpty), "it is written");
        // Every index has been refused by then.
        await store.DisposeAsync();

        Assert.Contains("13: not authorized on tasksweb", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hanako", failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hanako", Assert.Single(log.Written), StringComparison.Ordinal);

        // In a server's own words.
        static byte[] Refused(string command) => BsonWriter.Write(reply => reply.Add("ok", 0).Add("code", 13).Add(
            "errmsg", $$"""not authorized on tasksweb to execute command { {{command}}: "users", filter: { _id: "hanako" } }"""));
    }

    [Theory]
    [InlineData("mongodb://127.0.0.1")]
    [InlineData("mongodb://user:secret@a.example:27017,b.example:27018/tasksweb?replicaSet=rs0&tls=true&authSource=admin&authMechanism=SCRAM-SHA-256")]
    [InlineData("mongodb://a.example/?w=1&readPreference=secondaryPreferred&maxPoolSize=5&compressors=zlib")]
    public void What_the_driver_understands_is_taken(string text) => Assert.Null(MongoConnection.ProblemOf(text));

    private sealed class Lines : ILogger<MongoDocumentStore>
    {
        public ConcurrentQueue<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception));
    }
}
