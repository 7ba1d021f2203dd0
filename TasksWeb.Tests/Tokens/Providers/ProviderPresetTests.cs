using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>The services of <c>presets.json</c>.</summary>
public sealed class ProviderPresetTests
{
    public static TheoryData<string> Presets => [.. ProviderPresets.Names];

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task A_preset_is_all_that_a_provider_needs_besides_its_credentials(string name)
    {
        await using var app = await TestApp.StartAsync(environment: "Development", settings: Acme(name));

        var provider = app.Services.GetRequiredService<ConnectorCatalog>()["acme"].Provider;
        Assert.StartsWith("https://", provider.AuthorizationEndpoint, StringComparison.Ordinal);
        Assert.StartsWith("https://", provider.TokenEndpoint, StringComparison.Ordinal);
        Assert.False(provider.AwaitsMetadata);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_says_where_it_was_read_and_when_and_is_in_the_guide(string name)
    {
        using var presets = JsonDocument.Parse(RepositoryFiles.Read("TasksWeb/Tokens/Providers/presets.json"));
        var preset = presets.RootElement.GetProperty(name);

        Assert.StartsWith("https://", preset.GetProperty("Source").GetString(), StringComparison.Ordinal);
        var readOn = DateOnly.ParseExact(preset.GetProperty("ReadOn").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.InRange(readOn, new DateOnly(2026, 1, 1), new DateOnly(2100, 1, 1));
        var account = preset.TryGetProperty("AccountField", out var field) ? $"`{field.GetString()}`"
            : preset.TryGetProperty("Issuer", out _) ? "ID token" : "";
        var note = preset.TryGetProperty("Notes", out var notes) ? notes.GetString() : "";
        Assert.Contains(
            $"\n| `{name}` | {account} | {note} | [{readOn:yyyy-MM-dd}]({preset.GetProperty("Source").GetString()}) |",
            RepositoryFiles.Read("docs/providers.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_win_over_the_preset_and_the_rest_of_it_holds()
    {
        await using var app = await TestApp.StartAsync(
            more: sandbox => new Dictionary<string, string?>(Acme("GitLab"))
            {
                ["Providers:acme:AuthorizationEndpoint"] = new Uri(sandbox.Address, "/oidc/authorize").AbsoluteUri,
                ["Providers:acme:TokenEndpoint"] = new Uri(sandbox.Address, "/oidc/token").AbsoluteUri,
                ["Providers:acme:ClientId"] = sandbox.OpenId.Client.ClientId,
                ["Providers:acme:ClientSecret"] = sandbox.OpenId.Client.ClientSecret,
                ["Connectors:acme:Scopes:0"] = "notes:read",
            });

        await app.ConnectAsync("acme", app.Sandbox.Accounts.Alex);

        var provider = app.Services.GetRequiredService<ConnectorCatalog>()["acme"].Provider;
        Assert.Equal("https://gitlab.com/oauth/revoke", provider.RevocationEndpoint);
        Assert.True(provider.RotatesRefreshTokens);
    }

    [Fact]
    public async Task An_issuer_of_ones_own_replaces_the_account_field_of_a_preset()
    {
        var settings = Acme("microsoft");
        settings["Providers:acme:Issuer"] = "https://login.microsoftonline.com/contoso/v2.0";
        await using var app = await TestApp.StartAsync(environment: "Development", settings: settings);

        Assert.True(app.Services.GetRequiredService<ConnectorCatalog>()["acme"].Provider.IsOpenId);
    }

    private static Dictionary<string, string?> Acme(string preset) => new()
    {
        ["Providers:acme:Preset"] = preset,
        ["Providers:acme:ClientId"] = "client",
        ["Providers:acme:ClientSecret"] = "secret",
        ["Connectors:acme:Provider"] = "acme",
    };
}
