using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>The examples of docs/providers.md, taken from it as they stand there; only hosts and credentials are the Sandbox's.</summary>
public sealed class ProviderGuideTests
{
    [Fact]
    public async Task A_provider_with_metadata_needs_what_the_guide_says()
    {
        await using var app = await TestApp.StartAsync(more: sandbox => With(sandbox, Variables(Example("sh", 0))));
        await app.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);

        var connector = app.Services.GetRequiredService<ConnectorCatalog>().Usable("acme_notes");

        Assert.Equal(["notes:read"], connector.Options.Scopes);
        await AssertConnectsAsync(app);
    }

    [Fact]
    public async Task A_provider_without_metadata_is_named_as_the_guide_says()
    {
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Example("json", 0)));
        var written = new ConfigurationBuilder().AddJsonStream(json).Build().AsEnumerable()
            .Where(pair => pair.Value is not null).ToDictionary(StringComparer.Ordinal);
        await using var app = await TestApp.StartAsync(more: sandbox => With(sandbox, written));

        var connector = app.Services.GetRequiredService<ConnectorCatalog>().Usable("acme_notes");

        Assert.Equal("Acme Notes", connector.Options.DisplayName);
        Assert.Equal(("error", "token_expired"), (connector.Provider.ExpiryRule!.Property, connector.Provider.ExpiryRule.Value));
        Assert.True(connector.Provider.RotatesRefreshTokens);
        await AssertConnectsAsync(app);
    }

    [Fact]
    public async Task A_preset_needs_what_the_guide_says()
    {
        await using var app = await TestApp.StartAsync(more: sandbox => With(sandbox, Variables(Example("sh", 1))));

        var connector = app.Services.GetRequiredService<ConnectorCatalog>().Usable("gitlab");

        Assert.Equal("https://gitlab.com/oauth/token", connector.Provider.TokenEndpoint);
        Assert.Equal(["read_user"], connector.Options.Scopes);
    }

    private static async Task AssertConnectsAsync(TestApp app)
    {
        var key = await app.ConnectAsync("acme_notes", app.Sandbox.Accounts.Alex);

        var token = await app.Services.GetRequiredService<ExternalAuth>().GetAccessTokenAsync("acme_notes", key.User);

        Assert.True(app.Sandbox.OpenId.Grants.IsLive(token.Value));
    }

    private static Dictionary<string, string?> With(SandboxServer sandbox, Dictionary<string, string?> written)
    {
        var origin = sandbox.Address.GetLeftPart(UriPartial.Authority);
        return written.ToDictionary(
            pair => pair.Key,
            pair => pair.Value == "…"
                ? pair.Key.EndsWith("ClientId", StringComparison.Ordinal)
                    ? sandbox.OpenId.Client.ClientId
                    : sandbox.OpenId.Client.ClientSecret
                : pair.Value?.Replace("https://login.acme.example", origin + "/oidc", StringComparison.Ordinal),
            StringComparer.Ordinal);
    }

    private static Dictionary<string, string?> Variables(string example) =>
        example.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(
            parts => parts[0].Replace("__", ":", StringComparison.Ordinal), string? (parts) => parts[1], StringComparer.Ordinal);

    /// <param name="number">Of the examples in this language, counted from 0.</param>
    private static string Example(string language, int number) =>
        RepositoryFiles.Read("docs/providers.md").Split($"```{language}\n")[number + 1].Split("```")[0];
}
