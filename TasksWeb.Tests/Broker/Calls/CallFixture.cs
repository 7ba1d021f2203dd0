using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Storage;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>
/// Four backends (calls only, both, tokens only, calls below one path), the Sandbox's Drive, and an API that records its
/// requests.
/// </summary>
public sealed class CallFixture : IAsyncLifetime
{
    public const string Caller = "caller-key-0123456789abcdef";
    public const string Reader = "reader-key-0123456789abcdef";
    public const string Taker = "taker-key-0123456789abcdef";
    public const string Writer = "writer-key-0123456789abcdef";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public TestApp App { get; private set; } = null!;

    public Upstream Upstream { get; private set; } = null!;

    public FailingStore Store { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await Upstream.StartAsync();
        App = await StartAsync(Upstream, store => Store = new FailingStore(store));
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    public static async Task<TestApp> StartAsync(
        Upstream upstream, Func<IDocumentStore, IDocumentStore>? wrapStore = null, Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["RateLimits:Enabled"] = "false",
            ["Connectors:echo:Provider"] = "google",
            ["Connectors:echo:Scopes:0"] = ConnectSteps.DriveScope,
            ["Connectors:echo:ApiBaseAddress"] = new Uri(upstream.Address, "base/").AbsoluteUri,
            ["Connectors:echo:CallPrefix"] = "v1",
        };
        Key(0, "caller", Caller, "Call", ["echo", "google_drive"], ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
        Key(1, "reader", Reader, "Both", ["echo", "google_drive"], []);
        settings["Broker:Keys:1:PathPrefixes:0"] = "files";
        Key(2, "taker", Taker, "Token", ["echo", "google_drive"], []);
        Key(3, "writer", Writer, "Call", ["echo"], ["GET", "POST"]);
        settings["Broker:Keys:3:PathPrefixes:0"] = "files";
        foreach (var (key, value) in more ?? [])
            settings[key] = value;
        var app = await TestApp.StartAsync(
            new SandboxOptions { RotateRefreshTokens = true }, settings, wrapStore: wrapStore);
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        return app;

        void Key(int index, string name, string key, string release, string[] connectors, string[] methods)
        {
            var path = $"Broker:Keys:{index}";
            settings[$"{path}:Name"] = name;
            settings[$"{path}:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
            settings[$"{path}:Release"] = release;
            for (var i = 0; i < connectors.Length; i++)
                settings[$"{path}:Connectors:{i}"] = connectors[i];
            for (var i = 0; i < methods.Length; i++)
                settings[$"{path}:Methods:{i}"] = methods[i];
        }
    }

    /// <summary>A new identifier of the key that holds a grant for the connector.</summary>
    public async Task<string> ConnectAsync(string key = Caller, string connector = "echo")
    {
        var identifier = $"customer-{Guid.NewGuid():N}";
        using var saved = await App.ObtainAsync(key, identifier, App.Sandbox.Accounts.Add(identifier), connector);
        return identifier;
    }

    public Task<HttpResponseMessage> CallAsync(
        string identifier, string path, HttpMethod? method = null, HttpContent? content = null, string key = Caller,
        string connector = "echo", Action<HttpRequestHeaders>? headers = null, CancellationToken cancellationToken = default) =>
        CallAsync(App, identifier, path, method, content, key, connector, headers, cancellationToken);

    public static async Task<HttpResponseMessage> CallAsync(
        TestApp app, string identifier, string path, HttpMethod? method = null, HttpContent? content = null, string key = Caller,
        string connector = "echo", Action<HttpRequestHeaders>? headers = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(
            method ?? HttpMethod.Get, new Uri(app.Address, $"/external-auth/{connector}/{identifier}/call/{path}"))
        {
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        headers?.Invoke(request.Headers);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
