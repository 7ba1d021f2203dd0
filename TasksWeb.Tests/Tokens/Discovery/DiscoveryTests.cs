using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Discovery;

/// <summary>A provider of which the operator knows no more than the issuer.</summary>
public sealed class DiscoveryTests
{
    private const string WellKnown = "/.well-known/openid-configuration";

    [Theory]
    [InlineData(null)]
    [InlineData("Body")]
    [InlineData("None")]
    public async Task A_provider_is_connected_and_renewed_with_its_issuer_alone(string? authentication)
    {
        await using var app = await TestApp.StartAsync(
            more: Settings,
            settings: new()
            {
                ["Providers:oidc:ClientAuthentication"] = authentication,
                ["Providers:oidc:TokenParameters:resource"] = "https://notes.example/",
            });
        if (authentication == "None")
            app.Sandbox.OpenId.Client.IsPublic = true;
        app.Sandbox.OpenId.Client.Allow(new Uri(app.Address, "/connections/oidc/callback").AbsoluteUri);
        using var visitor = await app.SignInAsync("Alex Smith");

        await visitor.ConnectAsync("Alex Smith", "oidc");
        app.Clock.Advance(TimeSpan.FromHours(2));
        var token = await app.Services.GetRequiredService<TasksWeb.Tokens.Vault.ExternalAuth>()
            .GetAccessTokenAsync("oidc", app.GrantOf("oidc", app.Sandbox.Accounts.Alex).User);

        Assert.Equal(1, app.Sandbox.ExchangeCount);
        Assert.Contains("notes:read", token.Scopes);
        await visitor.PressOnCardAsync("oidc", "Disconnect");
        await StoredGrants.UntilAsync(
            () => Task.FromResult(
                app.Sandbox.OpenId.Grants.Find(app.Sandbox.Accounts.Alex, app.Sandbox.OpenId.Client)!.LiveRefreshTokens == 0),
            "the provider was told");
    }

    [Fact]
    public async Task The_content_security_policy_allows_the_endpoints_of_the_metadata()
    {
        await using var app = await TestApp.StartAsync(
            more: sandbox => new Dictionary<string, string?>(Settings(sandbox))
            {
                ["Providers:google:AuthorizationEndpoint"] = "https://accounts.example/auth",
            });
        using var visitor = app.Visit();

        using var answer = await visitor.GetAsync("/");

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains($" {app.Sandbox.Address.GetLeftPart(UriPartial.Authority)};", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_sign_in_with_any_issuer()
    {
        await using var app = await TestApp.StartAsync(more: sandbox => new Dictionary<string, string?>(Settings(sandbox))
        {
            ["SignIn:Connector"] = "oidc",
            ["Connectors:oidc:Scopes:2"] = "openid",
        });
        app.Sandbox.OpenId.Client.Allow(new Uri(app.Address, "/auth/oidc/callback").AbsoluteUri);
        using var visitor = app.Visit();

        await visitor.SignInAsync("Alex Smith", returnUrl: "/profile");

        using var session = await visitor.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.OK, session.StatusCode);
    }

    [Fact]
    public async Task An_unavailable_issuer_is_retried_and_its_last_metadata_survives_a_restart()
    {
        await using var issuer = await IssuerServer.StartAsync();
        await using var app = await TestApp.StartAsync(settings: Acme(issuer.Origin));
        using var visitor = await app.SignInAsync();
        using (var early = await visitor.GetAsync("/connections/acme?returnUrl=/profile"))
            Assert.NotEqual(HttpStatusCode.InternalServerError, early.StatusCode);
        Assert.True(ProviderOf(app).AwaitsMetadata);

        issuer.Paths[WellKnown] = Document(issuer.Origin);
        await app.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);
        Assert.Equal($"{issuer.Origin}/token", ProviderOf(app).TokenEndpoint);

        issuer.Paths.Clear();
        await using var next = await TestApp.StartAsync(settings: Acme(issuer.Origin), beside: app);
        Assert.Equal($"{issuer.Origin}/token", ProviderOf(next).TokenEndpoint);

        next.Clock.Advance(TimeSpan.FromDays(2));
        await next.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);
        Assert.Equal($"{issuer.Origin}/token", ProviderOf(next).TokenEndpoint);
    }

    [Theory]
    [InlineData(false, 8, 8)]
    [InlineData(true, 3, 5)]
    public async Task An_issuer_without_any_metadata_is_asked_every_minute_and_a_known_one_less_and_less(
        bool isKnown, int least, int most)
    {
        await using var issuer = await IssuerServer.StartAsync();
        if (isKnown)
            issuer.Paths[WellKnown] = Document(issuer.Origin);
        await using var app = await TestApp.StartAsync(settings: Acme(issuer.Origin));
        var asked = 0;
        issuer.Paths[WellKnown] = context =>
        {
            asked++;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        app.Clock.Stop();
        app.Clock.Advance(TimeSpan.FromDays(isKnown ? 2 : 0));

        for (var minute = 0; minute < 8; minute++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            await app.Services.GetRequiredService<ProviderDiscovery>().RetryAsync(default);
        }

        Assert.InRange(asked, least, most);
    }

    [Fact]
    public async Task Metadata_is_found_where_RFC_8414_puts_it_and_explicit_settings_win()
    {
        await using var issuer = await IssuerServer.StartAsync();
        issuer.Paths["/.well-known/oauth-authorization-server/tenant"] = Document($"{issuer.Origin}/tenant");
        await using var app = await TestApp.StartAsync(settings: new(Acme($"{issuer.Origin}/tenant"))
        {
            ["Providers:acme:TokenEndpoint"] = "https://acme.example/token",
        });

        Assert.Equal("https://acme.example/token", ProviderOf(app).TokenEndpoint);
        Assert.Equal($"{issuer.Origin}/tenant/authorize", ProviderOf(app).AuthorizationEndpoint);
        Assert.Equal(ClientAuthentication.Body, ProviderOf(app).ClientAuthentication);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var issuer = await IssuerServer.StartAsync();
        issuer.Paths[WellKnown] = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        };
        issuer.Paths["/elsewhere"] = Document(issuer.Origin);
        await using var app = await TestApp.StartAsync(settings: Acme(issuer.Origin));

        Assert.True(ProviderOf(app).AwaitsMetadata);
    }

    [Fact]
    public async Task The_former_secret_works_while_the_provider_does_not_know_the_new_one()
    {
        await using var app = await TestApp.StartAsync(
            more: sandbox => new Dictionary<string, string?>(Settings(sandbox))
            {
                ["Providers:oidc:ClientSecret"] = "the next one",
                ["Providers:oidc:PreviousClientSecret"] = sandbox.OpenId.Client.ClientSecret,
            });

        var key = await app.ConnectAsync("oidc", app.Sandbox.Accounts.Alex);
        app.Sandbox.OpenId.Client.ClientSecret = "the next one";
        app.Clock.Advance(TimeSpan.FromHours(2));

        Assert.NotNull(await app.Services.GetRequiredService<TasksWeb.Tokens.Vault.ExternalAuth>()
            .GetAccessTokenAsync(key.Connector, key.User));
    }

    private static ProviderOptions ProviderOf(TestApp app) =>
        app.Services.GetRequiredService<ConnectorCatalog>()["acme"].Provider;

    private static RequestDelegate Document(string issuer) => context => context.Response.WriteAsync(new JsonObject
    {
        ["issuer"] = issuer,
        ["authorization_endpoint"] = $"{issuer}/authorize",
        ["token_endpoint"] = $"{issuer}/token",
        ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post"),
    }.ToJsonString());

    private static Dictionary<string, string?> Acme(string issuer) => new()
    {
        ["Providers:acme:Issuer"] = issuer,
        ["Providers:acme:ClientId"] = "client",
        ["Providers:acme:ClientSecret"] = "secret",
        ["Connectors:acme:Provider"] = "acme",
    };

    private static IReadOnlyDictionary<string, string?> Settings(SandboxServer sandbox) => new Dictionary<string, string?>
    {
        ["Providers:oidc:Issuer"] = sandbox.Address.GetLeftPart(UriPartial.Authority) + "/oidc",
        ["Providers:oidc:ClientId"] = sandbox.OpenId.Client.ClientId,
        ["Providers:oidc:ClientSecret"] = sandbox.OpenId.Client.ClientSecret,
        ["Connectors:oidc:Provider"] = "oidc",
        ["Connectors:oidc:Scopes:0"] = "offline_access",
        ["Connectors:oidc:Scopes:1"] = "notes:read",
    };
}
