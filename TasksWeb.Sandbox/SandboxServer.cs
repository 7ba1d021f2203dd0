using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Calendar;
using TasksWeb.Sandbox.Control;
using TasksWeb.Sandbox.Drive;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Fitbit;
using TasksWeb.Sandbox.Health;
using TasksWeb.Sandbox.OpenId;
using TasksWeb.Sandbox.Pages;
using TasksWeb.Sandbox.Tasks;
using TasksWeb.Sandbox.Traffic;

namespace TasksWeb.Sandbox;

/// <summary>
/// A local Google, Fitbit and OpenID provider on a real socket, in this process. All its data is in memory and ends with
/// it.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly SandboxAddress _address = new();
    private readonly SigningKeys _keys = new();
    private readonly SandboxOptions _options;
    private readonly SecurityEventTokens _securityEvents;
    private WebApplication? _app;

    private SandboxServer(SandboxOptions options)
    {
        _options = options;
        Accounts = new AccountDirectory(options.TimeProvider);
        (Google, Fitbit, OpenId) = (
            GoogleAuthority.Create(options), FitbitAuthority.Create(options), OpenIdAuthority.Create(options));
        _securityEvents = new SecurityEventTokens(_keys, Google, options.TimeProvider, _address);
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address => _address.Uri;

    /// <summary>The <c>iss</c> of its ID tokens.</summary>
    public string Issuer => _options.Issuer ?? _address.Origin;

    public AccountDirectory Accounts { get; }

    public Authority Google { get; }

    /// <summary>Basic authentication, rotation, and errors of its own.</summary>
    public Authority Fitbit { get; }

    /// <summary>A generic OpenID provider, of which the app knows nothing but what is configured.</summary>
    public Authority OpenId { get; }

    public IReadOnlyList<Authority> Authorities => [Google, Fitbit, OpenId];

    /// <summary>Consents and tokens of Google.</summary>
    public Grants Grants => Google.Grants;

    public FaultBoard Faults { get; } = new();

    public TrafficLog Traffic { get; } = new();

    public IReadOnlyList<SandboxClient> Clients => Google.Clients;

    /// <summary>The first client at Google; the app's, unless the options say otherwise.</summary>
    public SandboxClient Client => Google.Client;

    /// <inheritdoc cref="TrafficLog.ExchangeCount"/>
    public long ExchangeCount => Traffic.ExchangeCount;

    /// <inheritdoc cref="TrafficLog.CodeExchangeCount"/>
    public long CodeExchangeCount => Traffic.CodeExchangeCount;

    /// <summary>Starts and returns once requests are accepted.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<SandboxServer> StartAsync(
        SandboxOptions? options = null, CancellationToken cancellationToken = default)
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

    /// <summary>Lets a TasksWeb at this address sign in and connect with the first client of each authority.</summary>
    public void AllowApp(Uri appAddress)
    {
        foreach (var authority in Authorities)
        {
            authority.Client.AllowApp(appAddress);
        }
    }

    /// <summary>Signs with a new key from now on; the old one stays published unless <paramref name="forgetOld"/>.</summary>
    public void RotateSigningKey(bool forgetOld = false) => _keys.Rotate(forgetOld);

    /// <summary>What Google says of this person's account, signed; see <see cref="SendSecurityEventAsync"/>.</summary>
    /// <param name="type">For example <c>sessions-revoked</c>, <c>tokens-revoked</c> or <c>account-disabled</c>.</param>
    public string CreateSecurityEvent(Account account, string type, IdTokenFlaw? flaw = null) =>
        _securityEvents.Create(account, type, flaw);

    /// <summary>The same of one refresh token that was revoked.</summary>
    /// <param name="algorithm"><c>hash_base64_sha512_sha512</c> or <c>prefix</c>.</param>
    /// <param name="identifier">What the algorithm makes of the token.</param>
    public string CreateTokenRevokedEvent(string algorithm, string identifier, IdTokenFlaw? flaw = null) =>
        _securityEvents.CreateOfToken(algorithm, identifier, flaw);

    /// <summary>Sends it to an app (Google's Cross-Account Protection).</summary>
    public static Task<HttpResponseMessage> SendSecurityEventAsync(Uri receiver, string token) =>
        SecurityEventTokens.SendAsync(receiver, token);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
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
        var addresses =
            _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        _address.Uri = new Uri(addresses.First());
    }

    private void Map(WebApplication app)
    {
        var faults = new FaultGate(Faults);
        app.Use(next => context =>
        {
            Traffic.Called(context.Request.Path.Value!);
            return faults.InvokeAsync(context, next);
        });
        app.UseRouting();
        Page.MapFiles(app);
        new AccountEndpoints(Accounts).Map(app);
        foreach (var authority in Authorities)
        {
            MapAuthority(app, authority);
        }

        MapApis(app);
        new ControlEndpoints(this).Map(app);
    }

    private void MapAuthority(WebApplication app, Authority authority)
    {
        new AuthorizeEndpoints(authority, Accounts, _options, _address).Map(app);
        new TokenEndpoint(authority, new IdTokens(_keys, authority, _options.TimeProvider, _address), Traffic, _options).Map(app);
        new RevocationEndpoint(authority).Map(app);
        if (authority.Paths.OpenId is { } openId)
        {
            new IdentityEndpoints(authority, openId, _keys, _address).Map(app);
        }
    }

    private void MapApis(WebApplication app)
    {
        var (clock, bearer) = (_options.TimeProvider, new BearerGate(Google.Grants));
        var (tasks, json) = (new TasksGate(bearer), new TaskJson(_address));
        new TaskListsEndpoints(tasks, json).Map(app);
        new TasksEndpoints(tasks, json, clock).Map(app);
        new FilesEndpoint(bearer, new SampleFiles(Accounts, clock)).Map(app);
        new EventsEndpoint(bearer, new EventBook(new SampleEvents(Accounts), clock)).Map(app);
        var rhythm = new HeartRhythm(clock);
        new DataPointsEndpoint(bearer, rhythm, clock).Map(app);
        var fitbit = new FitbitGate(Fitbit, new HourlyLimit(_options.FitbitRequestsPerHour, clock));
        new HeartRateEndpoint(fitbit, rhythm, _options.FitbitIsPersonal, clock).Map(app);
    }

    /// <summary>Ctrl+C belongs to the process that hosts the sandbox.</summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
