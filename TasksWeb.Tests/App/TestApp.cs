using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using TasksWeb.Sandbox;
using TasksWeb.Storage;

namespace TasksWeb.Tests.App;

/// <summary>
/// The whole app on a real socket and a real SQLite file, beside a real Sandbox. Only the clock can be moved, for both, and the store can be
/// wrapped to fail.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly Factory _factory;

    private TestApp(Factory factory, SandboxServer sandbox, TestClock clock, string folder)
    {
        (_factory, Sandbox, Clock, Folder) = (factory, sandbox, clock, folder);
        Address = factory.ClientOptions.BaseAddress;
    }

    public SandboxServer Sandbox { get; }

    public TestClock Clock { get; }

    /// <summary>Where the database lies.</summary>
    public string Folder { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _factory.Services;

    public static async Task<TestApp> StartAsync(
        SandboxOptions? sandbox = null, Dictionary<string, string?>? settings = null, Func<IDocumentStore, IDocumentStore>? wrapStore = null,
        string environment = "Development", Action<IServiceCollection>? services = null)
    {
        var clock = new TestClock();
        var google = await SandboxServer.StartAsync((sandbox ?? new SandboxOptions()) with { TimeProvider = clock });
        var folder = Directory.CreateTempSubdirectory("tasksweb-test-").FullName;
        var all = new Dictionary<string, string?>(SettingsFor(google, folder));
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        var factory = new Factory(all, clock, wrapStore, environment, services);
        factory.UseKestrel(0);
        factory.StartServer();
        var app = new TestApp(factory, google, clock, folder);
        google.AllowApp(app.Address);
        return app;
    }

    /// <summary>A browser without a session.</summary>
    public Visitor Visit() => new(Address);

    /// <summary>A browser signed in as this person of the Sandbox.</summary>
    public async Task<Visitor> SignInAsync(string person = "Hanako Yamada")
    {
        var visitor = Visit();
        await visitor.SignInAsync(person);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static Dictionary<string, string?> SettingsFor(SandboxServer google, string folder) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(folder, "tasksweb.db")}",
            ["Providers:google:ClientId"] = google.Client.ClientId,
            ["Providers:google:ClientSecret"] = google.Client.ClientSecret,
            ["Providers:google:Issuer"] = google.Issuer,
            ["Providers:google:AuthorizationEndpoint"] = new Uri(google.Address, "o/oauth2/v2/auth").ToString(),
            ["Providers:google:TokenEndpoint"] = new Uri(google.Address, "token").ToString(),
            ["Providers:google:RevocationEndpoint"] = new Uri(google.Address, "revoke").ToString(),
            ["Providers:google:UserInformationEndpoint"] = new Uri(google.Address, "v1/userinfo").ToString(),
            ["Providers:google:JwksEndpoint"] = new Uri(google.Address, "oauth2/v3/certs").ToString(),
            ["Connectors:google_tasks:ApiBaseAddress"] = google.Address.ToString(),
            ["Serilog:MinimumLevel"] = "Fatal",
        };

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
                    services.Replace(ServiceDescriptor.Singleton<IDocumentStore>(_ => wrapStore(new SqliteDocumentStore(connection))));
                }
            });
        }
    }
}
