using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Mongo;

namespace TasksWeb.Tests.Storage;

/// <summary>The app on a copy of what an earlier version wrote.</summary>
public abstract class EarlierVersion(MongoServer mongo) : IAsyncLifetime
{
    private protected static readonly HttpClient Http = new(
        new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    private readonly TestFolder _folder = new();
    private TestApp? _app;

    /// <summary>Where the data is.</summary>
    protected abstract string Source { get; }

    /// <summary>An empty store of the other kind.</summary>
    protected abstract string Target { get; }

    protected string SqliteFile => $"Data Source={_folder["tasksweb.db"]};Pooling=false";

    protected string MongoDatabase { get; } = $"earlier-{Guid.NewGuid():N}";

    protected MongoServer Mongo => mongo;

    private protected EarlierData Data { get; } = EarlierData.Read();

    private protected TestApp App => _app!;

    public abstract Task InitializeAsync();

    public async Task DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>How many documents of a collection the source holds.</summary>
    protected abstract Task<int> CountAsync(string collection);

    protected void CopyFile() => File.Copy(Path.Combine(EarlierData.Folder, "tasksweb.db"), _folder["tasksweb.db"]);

    /// <summary>A minute after the data was written, beside a provider that honours the tokens in it.</summary>
    private protected async Task StartAsync(string? at = null, string? encryptionKey = null)
    {
        var settings = StorageAt(at ?? Source);
        settings["Encryption:Keys:0"] = encryptionKey ?? Data.EncryptionKey;
        settings["Broker:Keys:0:Name"] = "reports";
        settings["Broker:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Data.BrokerKey)));
        settings["Broker:Keys:0:Connectors:0"] = "google_drive";
        _app = await TestApp.StartAsync(
            new SandboxOptions { Issuer = "https://accounts.google.com" }, settings, now: Data.WrittenAt.AddMinutes(1));
        Data.Teach(_app.Sandbox);
    }

    private protected static Dictionary<string, string?> StorageAt(string connection) => new(StringComparer.Ordinal)
    {
        ["Storage:Provider"] = connection.StartsWith("mongodb", StringComparison.Ordinal) ? "MongoDB" : "Sqlite",
        ["Storage:ConnectionString"] = connection,
    };

    private protected async Task RunAsync(string command, IReadOnlyList<string> arguments, Dictionary<string, string?> settings)
    {
        await using var process = TasksWebProcess.Start(new()
        {
            WorkingDirectory = _folder.Path,
            Command = command,
            Arguments = arguments,
            Settings = new Dictionary<string, string?>(settings, StringComparer.Ordinal)
            {
                ["Providers:google:ClientId"] = "client",
                ["Providers:google:ClientSecret"] = "secret",
            },
        });
        var code = await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(code == 0, string.Join('\n', process.Output));
    }

    private protected async Task<JsonElement> JsonAsync(string cookie, string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, cookie);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    private protected async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? cookie = null, string? apiKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(App.Address, path));
        if (cookie is not null)
            request.Headers.Add("Cookie", $"tasksweb={cookie}");
        if (apiKey is not null)
            request.Headers.Add("X-Api-Key", apiKey);
        return await Http.SendAsync(request);
    }
}
