using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;
using TasksWeb.Tokens;

namespace TasksWeb.Tests.Instances;

/// <summary>The classes that share the instances take turns.</summary>
[CollectionDefinition(Name)]
public sealed class SharedInstances : ICollectionFixture<InstancesFixture>
{
    public const string Name = "instances";
}

/// <summary>
/// Three instances of the app, each a process, with one database and nothing else between them. Tests use people of their own.
/// </summary>
public sealed class InstancesFixture : IAsyncLifetime
{
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes));
    private readonly string _database = $"instances-{Guid.NewGuid():N}";

    /// <summary>However many call at once: the database is one process, and slow.</summary>
    private const string Patient = "serverSelectionTimeoutMS=30000&socketTimeoutMS=30000";

    private TasksWebProcess[] _apps = [];

    public MongoServer Mongo { get; } = new();

    /// <summary>Rotates refresh tokens and repeats no answer: every exchange that is one too many ends a grant.</summary>
    public SandboxServer Google { get; private set; } = null!;

    public IReadOnlyList<TasksWebProcess> Apps => _apps;

    public async Task InitializeAsync()
    {
        await Mongo.InitializeAsync();
        Google = await SandboxServer.StartAsync(new SandboxOptions { RotateRefreshTokens = true, RepeatGrace = false });
        _apps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync()));
    }

    /// <summary>One more instance, or one in another's place.</summary>
    /// <param name="wire">Its way to the database; null: the direct one.</param>
    /// <param name="urls">Where it listens; null: anywhere.</param>
    /// <param name="lease">How long it may work on a grant; null: longer than any machine needs.</param>
    internal async Task<TasksWebProcess> StartAsync(CutWire? wire = null, string? urls = null, TimeSpan? lease = null)
    {
        var settings = Settings(wire);
        var held = lease ?? TimeSpan.FromMinutes(1);
        settings["Tokens:LeaseDuration"] = held.ToString("c", CultureInfo.InvariantCulture);
        settings["Tokens:ExchangeTimeout"] = (held - TimeSpan.FromSeconds(1)).ToString("c", CultureInfo.InvariantCulture);
        var app = TasksWebProcess.Start(new TasksWebProcessOptions { Urls = urls, Settings = settings });
        await app.WaitUntilReadyAsync();
        Google.AllowApp(app.Address);
        return app;
    }

    /// <summary>Stops an instance as an operator does and starts it again where it was.</summary>
    /// <returns>The exit code of the stop.</returns>
    internal async Task<int> RestartAsync(int index)
    {
        var old = _apps[index];
        var code = await old.StopAsync(TimeSpan.FromSeconds(30));
        _apps[index] = await StartAsync(urls: old.Address.GetLeftPart(UriPartial.Authority));
        await old.DisposeAsync();
        return code;
    }

    /// <summary>The app's vault and repositories on the same database, in this process, with no server and no job.</summary>
    internal WebApplication OpenRooms()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.UseKestrelCore();
        builder.AddStorage();
        builder.AddTokens();
        builder.AddSignIn();
        return builder.Build();
    }

    /// <summary>A new person, signed in at an instance.</summary>
    internal async Task<Visitor> SignInAsync(TasksWebProcess app, string person)
    {
        Google.Accounts.Add(person);
        var visitor = new Visitor(app.Address);
        var page = await visitor.SignInAsync(person);
        Assert.Equal(System.Net.HttpStatusCode.OK, page.Status);
        return visitor;
    }

    /// <summary>The provider stops accepting this person's access tokens.</summary>
    internal void Expire(string person) =>
        Google.Grants.ExpireAccessTokens(Google.Accounts.All.First(account => account.Name == person));

    /// <summary>Refreshes of this person that the provider saw.</summary>
    internal int ExchangesOf(string person)
    {
        var subject = Google.Accounts.All.First(account => account.Name == person).Subject;
        return Google.Traffic.Refreshes.Count(refresh => refresh.Subject == subject);
    }

    public async Task DisposeAsync()
    {
        foreach (var app in Apps)
            await app.DisposeAsync();
        if (!Mongo.IsStandIn)
            await Mongo.AskAsync(_database, "db.client.drop_database(db)");
        await Google.DisposeAsync();
        await Mongo.DisposeAsync();
    }

    private Dictionary<string, string?> Settings(CutWire? wire = null) => new(
        SandboxSettings.For(Google, Path.GetTempPath()), StringComparer.Ordinal)
    {
        ["Storage:Provider"] = "MongoDB",
        ["Storage:ConnectionString"] = wire is null
            ? $"{Mongo[_database]}{(Mongo[_database].Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Patient}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"mongodb://127.0.0.1:{wire.Port}/{_database}?directConnection=true&serverSelectionTimeoutMS=1000"),
        ["Encryption:Keys:0"] = _key,
        ["RateLimits:Enabled"] = "false",
        ["Proxies:Addresses:0"] = "127.0.0.1",
        ["Tokens:RefreshInterval"] = "00:00:01",
    };
}
