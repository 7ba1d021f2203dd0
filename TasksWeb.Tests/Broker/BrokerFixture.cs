using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;

namespace TasksWeb.Tests.Broker;

/// <summary>An app with the keys of three backends: two with people of their own, one for the people who sign in here.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    public const string Reports = "reports-key-0123456789abcdef";
    public const string Planner = "planner-key-0123456789abcdef";
    public const string Insight = "insight-key-0123456789abcdef";

    /// <summary>Where the backends have their own callback.</summary>
    public const string RedirectUri = "https://backend.example/callback";

    public TestApp App { get; private set; } = null!;

    public static Dictionary<string, string?> Settings { get; } = new()
    {
        ["Broker:Keys:0:Name"] = "reports",
        ["Broker:Keys:0:Sha256"] = DigestOf(Reports),
        ["Broker:Keys:0:Connectors:0"] = "google_drive",
        ["Broker:Keys:0:Connectors:1"] = "fitbit",
        ["Broker:Keys:0:Connectors:2"] = "plain",
        ["Broker:Keys:1:Name"] = "planner",
        ["Broker:Keys:1:Sha256"] = DigestOf(Planner),
        ["Broker:Keys:1:Connectors:0"] = "google_drive",
        ["Broker:Keys:1:Connectors:1"] = "google_calendar",
        ["Broker:Keys:2:Name"] = "insight",
        ["Broker:Keys:2:Sha256"] = DigestOf(Insight),
        ["Broker:Keys:2:Connectors:0"] = "google_tasks",
        ["Broker:Keys:2:Connectors:1"] = "google_drive",
        ["Broker:Keys:2:Identifiers"] = "Users",
        ["Providers:plain:Protocol"] = "None",
        ["Connectors:plain:Provider"] = "plain",
        ["Providers:fitbit:ClientId"] = "",
        ["Providers:fitbit:ClientSecret"] = "",
    };

    public async Task InitializeAsync()
    {
        App = await TestApp.StartAsync(settings: Settings);
        App.Sandbox.Client.Allow(RedirectUri);
    }

    public async Task DisposeAsync() => await App.DisposeAsync();

    internal static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>Another backend, at the broker.</summary>
internal static class Backend
{
    private static readonly HttpClient Http = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });

    public static Task<HttpResponseMessage> TokenAsync(
        this TestApp app, string? key, string connector, string identifier, string query = "") =>
        app.BrokerAsync(HttpMethod.Get, key, $"{connector}/{Uri.EscapeDataString(identifier)}/token{query}");

    public static Task<HttpResponseMessage> RevokeAsync(this TestApp app, string? key, string connector, string identifier) =>
        app.BrokerAsync(HttpMethod.Delete, key, $"{connector}/{Uri.EscapeDataString(identifier)}");

    public static Task<HttpResponseMessage> CodeAsync(
        this TestApp app, string? key, string connector, string identifier, string code,
        string redirectUri = BrokerFixture.RedirectUri) =>
        app.BrokerAsync(
            HttpMethod.Post, key, $"{connector}/{Uri.EscapeDataString(identifier)}/code",
            JsonContent.Create(new { code, redirectUri }));

    public static async Task<HttpResponseMessage> BrokerAsync(
        this TestApp app, HttpMethod method, string? key, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Address, $"/external-auth/{path}")) { Content = content };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", key);
        return await Http.SendAsync(request);
    }

    /// <summary>A person says yes on the provider's page, where the backend has sent them: the code.</summary>
    public static async Task<string> ConsentCodeAsync(this TestApp app, Account person, string scope)
    {
        var authorize = new Uri(QueryHelpers.AddQueryString(new Uri(app.Sandbox.Address, "o/oauth2/v2/auth").AbsoluteUri, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = app.Sandbox.Client.ClientId,
            ["redirect_uri"] = BrokerFixture.RedirectUri,
            ["scope"] = scope,
            ["access_type"] = "offline",
        }));
        return (await app.ConsentAsync(authorize, person)).Parameter("code");
    }

    /// <summary>Consent, code and exchange: the backend holds a grant for this identifier.</summary>
    public static async Task<HttpResponseMessage> ObtainAsync(
        this TestApp app, string key, string identifier, Account person, string connector = "google_drive",
        string scope = ConnectSteps.DriveScope)
    {
        var answer = await app.CodeAsync(key, connector, identifier, await app.ConsentCodeAsync(person, scope));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }
}
