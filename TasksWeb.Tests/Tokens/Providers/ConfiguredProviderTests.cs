using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>A provider that exists in configuration only, from the button to the revocation.</summary>
public sealed class ConfiguredProviderTests
{
    [Fact]
    public async Task A_configured_provider_works_like_a_built_in_one()
    {
        await using var app = await TestApp.StartAsync(
            more: SandboxSettings.OpenIdConnector,
            settings: new()
            {
                ["Providers:oidc:AuthorizationParameters:resource"] = "https://notes.example/",
                ["Providers:oidc:ExpiryRule:Property"] = "error",
                ["Providers:oidc:ExpiryRule:Value"] = "token_expired",
                ["Providers:oidc:RotatesRefreshTokens"] = "true",
                ["Connectors:oidc:DisplayName"] = "Acme Notes",
                ["Connectors:oidc:Scopes:2"] = "openid",
            },
            services: services => services.AddProviderClient<NotesClient>("oidc"));
        app.Sandbox.OpenId.Grants.RotateRefreshTokens = true;
        var alex = app.Sandbox.Accounts.Alex;
        using var visitor = await app.SignInAsync(alex.Name);

        Assert.Equal("https://notes.example/", (await visitor.StartConnectingAsync("oidc")).Parameter("resource"));
        var profile = await visitor.ConnectAsync(alex.Name, "oidc");
        Assert.Equal("Acme Notes", profile.Document.QuerySelector("#connection-oidc h3")!.TextContent);
        Assert.Equal("Connected", profile.Document.QuerySelector("#connection-oidc .status")!.TextContent);

        var notes = app.Services.GetRequiredService<NotesClient>();
        var key = app.GrantOf("oidc", alex);
        Assert.Contains(alex.Subject, await notes.WhoAsync(key), StringComparison.Ordinal);
        app.Sandbox.Faults.Add(
            new Fault { Endpoint = "oidc_userinfo", Kind = FaultKind.OauthError, Error = "token_expired", Status = 400 });
        Assert.Contains(alex.Subject, await notes.WhoAsync(key), StringComparison.Ordinal);
        Assert.Equal(1, app.Sandbox.ExchangeCount);

        await visitor.PressOnCardAsync("oidc", "Disconnect");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(app.Sandbox.OpenId.Grants.Find(alex, app.Sandbox.OpenId.Client)!.LiveRefreshTokens == 0),
            "the provider was told");
        Assert.Equal(1, app.Sandbox.Google.Grants.Find(alex, app.Sandbox.Client)!.LiveRefreshTokens);
        await Assert.ThrowsAsync<TokenFailureException>(() => notes.WhoAsync(key));
    }

    /// <summary>The client that an operator's own code would bring.</summary>
    private sealed class NotesClient(ProviderClient http)
    {
        public Task<string> WhoAsync(GrantKey grant) => http.SendAsync(
            new ProviderRequest(grant, HttpMethod.Get, http.At("userinfo")),
            static answer => Encoding.UTF8.GetString(answer.Bytes().Span),
            CancellationToken.None);
    }
}
