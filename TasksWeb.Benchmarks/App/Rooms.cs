using System.Security.Claims;
using Microsoft.Extensions.Configuration;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Benchmarks.App;

/// <summary>The app's vault and sessions on its store, in this process and without a server: to seed what the app then finds.</summary>
internal sealed class Rooms : IAsyncDisposable
{
    private const string Connector = "google_tasks";

    private readonly WebApplication _app;

    private Rooms(WebApplication app)
    {
        _app = app;
        Vault = app.Services.GetRequiredService<TokenVault>();
        Sessions = app.Services.GetRequiredService<Sessions>();
        Upkeep = app.Services.GetRequiredService<RefreshJob>();
    }

    public TokenVault Vault { get; }

    public Sessions Sessions { get; }

    /// <summary>The background job; a round at a time.</summary>
    public RefreshJob Upkeep { get; }

    /// <param name="tokenEndpoint">Stands in for the network to the token endpoint; null: the real one.</param>
    /// <param name="settings">Over the defaults.</param>
    public static Rooms Open(
        SandboxServer sandbox, Workplace workplace, HttpMessageHandler? tokenEndpoint = null, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(SandboxSettings.For(sandbox, workplace.Folder));
        builder.Configuration.AddInMemoryCollection(workplace.Settings);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.WebHost.UseKestrelCore();
        builder.AddStorage();
        builder.AddTokens();
        builder.AddSignIn();
        if (tokenEndpoint is not null)
            builder.Services.AddHttpClient(nameof(TokenEndpoint)).ConfigurePrimaryHttpMessageHandler(() => tokenEndpoint);
        return new Rooms(builder.Build());
    }

    public static GrantKey KeyOf(int person) => new(Connector, NameOf(person));

    /// <param name="refreshToken">Null: one that no provider knows.</param>
    public Task<Grant> SaveGrantAsync(
        int person, string accessToken, TimeSpan lifetime, CancellationToken cancellationToken, string? refreshToken = null) =>
        Vault.SaveAsync(
            KeyOf(person),
            new TokenResponse.Granted(
                accessToken, refreshToken ?? $"1//refresh-token-of-a-person-as-long-as-googles-are-{person:D50}", lifetime, Scopes: null, IdToken: null),
            cancellationToken);

    /// <returns>The session's <c>Cookie</c> header.</returns>
    public async Task<string> StartSessionAsync(int person, CancellationToken cancellationToken)
    {
        var claims = new ClaimsIdentity(
        [
            new(ClaimNames.Id, NameOf(person)),
            new(ClaimNames.Name, $"Person {person}"),
            new(ClaimNames.Email, $"person.{person}@example.com"),
            new(ClaimNames.Picture, $"https://lh3.googleusercontent.com/a/the-usual-length-of-a-picture-address-{person:D40}=s96-c"),
        ]);
        return $"Cookie: tasksweb={await Sessions.StartAsync(new ClaimsPrincipal(claims), cancellationToken)}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string NameOf(int person) => $"{person:D21}@accounts.google.com";
}
