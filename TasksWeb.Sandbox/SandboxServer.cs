using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Control;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Pages;
using TasksWeb.Sandbox.Tasks;
using TasksWeb.Sandbox.Traffic;

namespace TasksWeb.Sandbox;

/// <summary>A local Google on a real socket, in this process. Everything it knows is in memory and dies with it.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly SandboxAddress _address = new();
    private readonly SigningKeys _keys = new();
    private readonly ClientRegistry _clients;
    private readonly SandboxOptions _options;
    private WebApplication? _app;

    private SandboxServer(SandboxOptions options)
    {
        _options = options;
        _clients = new ClientRegistry(options.Clients);
        Accounts = new AccountDirectory(options.TimeProvider);
        Grants = new Grants(options);
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address => _address.Uri;

    /// <summary>The <c>iss</c> of its ID tokens.</summary>
    public string Issuer => _options.Issuer ?? _address.Origin;

    public AccountDirectory Accounts { get; }

    /// <summary>Consents and tokens.</summary>
    public Grants Grants { get; }

    public FaultBoard Faults { get; } = new();

    public TrafficLog Traffic { get; } = new();

    public IReadOnlyList<SandboxClient> Clients => _clients.All;

    /// <summary>The first client; the app's, unless the options say otherwise.</summary>
    public SandboxClient Client => _clients.All[0];

    /// <inheritdoc cref="TrafficLog.ExchangeCount"/>
    public long ExchangeCount => Traffic.ExchangeCount;

    /// <inheritdoc cref="TrafficLog.CodeExchangeCount"/>
    public long CodeExchangeCount => Traffic.CodeExchangeCount;

    /// <summary>Starts and returns once requests are accepted.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new SandboxServer(options ?? new SandboxOptions());
        try
        {
            await server.ListenAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets a TasksWeb at this address sign in and connect with <see cref="Client"/>.</summary>
    public void AllowApp(Uri appAddress) => Client.AllowApp(appAddress);

    /// <summary>Signs with a new key from now on; the old one stays published unless <paramref name="forgetOld"/>.</summary>
    public void RotateSigningKey(bool forgetOld = false) => _keys.Rotate(forgetOld);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _keys.Dispose();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        // Empty: no configuration files or environment of whoever hosts it, no logging.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(_options.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        Map(_app);
        await _app.StartAsync(cancellationToken);
        var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        _address.Uri = new Uri(addresses.First());
    }

    private void Map(WebApplication app)
    {
        var bearer = new BearerGate(Grants);
        var codes = new AuthorizationCodes(_options.TimeProvider);
        var tasksGate = new TasksGate(bearer);
        var json = new TaskJson(_address);
        var faults = new FaultGate(Faults);

        app.Use(next => context =>
        {
            Traffic.Called(context.Request.Path.Value!);
            return faults.InvokeAsync(context, next);
        });
        app.UseRouting();
        Page.MapFiles(app);
        new AccountEndpoints(Accounts).Map(app);
        new AuthorizeEndpoints(_clients, Accounts, Grants, codes, _options, _address).Map(app);
        new TokenEndpoint(_clients, codes, Grants, new IdTokens(_keys, _options, _address), Traffic, _options).Map(app);
        new IdentityEndpoints(Grants, bearer, _keys, _options, _address).Map(app);
        new TaskListsEndpoints(tasksGate, json).Map(app);
        new TasksEndpoints(tasksGate, json).Map(app);
        new ControlEndpoints(this).Map(app);
    }

    /// <summary>Ctrl+C belongs to the process that hosts the sandbox.</summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
