using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Storage;
using TasksWeb.Storage.Sqlite;

namespace TasksWeb.Tests.App;

/// <summary>
/// The whole app on a real socket and a real SQLite file, beside a real Sandbox. Only the clock can be moved, for both, and the
/// store can be wrapped to fail.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly Factory _factory;

    private readonly bool _isGuest;

    private TestApp(Factory factory, SandboxServer sandbox, TestClock clock, string folder, bool isGuest)
    {
        (_factory, Sandbox, Clock, Folder, _isGuest) = (factory, sandbox, clock, folder, isGuest);
        Address = factory.ClientOptions.BaseAddress;
    }

    public SandboxServer Sandbox { get; }

    public TestClock Clock { get; }

    /// <summary>Where the database lies.</summary>
    public string Folder { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _factory.Services;

    /// <summary>A thousand callers, the app and the Sandbox share one process here: none of them waits for a thread.</summary>
    static TestApp() => ThreadPool.SetMinThreads(128, 128);

    /// <param name="more">Settings that name the Sandbox's address.</param>
    /// <param name="now">Where the clock starts; null: at the system's time.</param>
    /// <param name="beside">Another instance whose Sandbox, clock, database and key this one shares.</param>
    public static async Task<TestApp> StartAsync(
        SandboxOptions? sandbox = null, Dictionary<string, string?>? settings = null,
        Func<IDocumentStore, IDocumentStore>? wrapStore = null,
        TestApp? beside = null, string environment = "Development", Action<IServiceCollection>? services = null,
        Func<SandboxServer, IReadOnlyDictionary<string, string?>>? more = null, DateTimeOffset? now = null)
    {
        var clock = beside?.Clock ?? new TestClock();
        if (now is { } start)
            clock.Advance(start - clock.GetUtcNow());
        var google = beside?.Sandbox
            ?? await SandboxServer.StartAsync((sandbox ?? new SandboxOptions()) with { TimeProvider = clock });
        var folder = beside?.Folder ?? Directory.CreateTempSubdirectory("tasksweb-test-").FullName;
        var all = new Dictionary<string, string?>(SandboxSettings.For(google, folder)) { ["Serilog:MinimumLevel"] = "Fatal" };
        // The job runs when a test says so.
        all["Tokens:RefreshInterval"] = "1.00:00:00";
        all.Remove("ASPNETCORE_ENVIRONMENT");
        foreach (var (key, value) in more?.Invoke(google) ?? new Dictionary<string, string?>())
            all[key] = value;
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        var factory = new Factory(all, clock, wrapStore, environment, services);
        factory.UseKestrel(0);
        factory.StartServer();
        var app = new TestApp(factory, google, clock, folder, beside is not null);
        google.AllowApp(app.Address);
        return app;
    }

    /// <summary>A browser without a session.</summary>
    public Visitor Visit() => new(Address);

    /// <summary>A browser signed in as this person of the Sandbox.</summary>
    public async Task<Visitor> SignInAsync(string person = "Hanako Yamada")
    {
        var visitor = Visit();
        var page = await visitor.SignInAsync(person);
        return page.Status == System.Net.HttpStatusCode.OK
            ? visitor
            : throw new InvalidOperationException($"{person} is not signed in: {page.Heading}");
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        if (_isGuest)
            return;
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Factory(
        Dictionary<string, string?> settings, TestClock clock, Func<IDocumentStore, IDocumentStore>? wrapStore,
        string environment, Action<IServiceCollection>? adapt)
        : WebApplicationFactory<Program>
    {
        protected override IHost CreateHost(IHostBuilder builder)
        {
            builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(settings));
            return base.CreateHost(builder);
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            builder.ConfigureTestServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                adapt?.Invoke(services);
                if (wrapStore is not null)
                {
                    var connection = settings["Storage:ConnectionString"]!;
                    services.Replace(
                        ServiceDescriptor.Singleton<IDocumentStore>(_ => wrapStore(new SqliteDocumentStore(connection))));
                }
            });
        }
    }
}
