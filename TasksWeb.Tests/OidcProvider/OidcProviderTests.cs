using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.OidcProvider;

/// <summary>A certified provider, connected by its issuer alone, with every way to authenticate.</summary>
public sealed class OidcProviderTests
{
    [Theory]
    [InlineData("client_secret_basic", null, false)]
    [InlineData("client_secret_post", "Body", false)]
    [InlineData("none", "None", false)]
    [InlineData("private_key_jwt", "PrivateKeyJwt", false)]
    [InlineData("private_key_jwt", "PrivateKeyJwt", true)]
    public async Task A_service_is_connected_renewed_with_rotation_and_disconnected(
        string method, string? authentication, bool usePar)
    {
        await using var provider = await OidcProviderProcess.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Providers:notes:Issuer"] = provider.Issuer,
            ["Providers:notes:ClientId"] = "tasksweb",
            ["Providers:notes:ClientSecret"] = method.StartsWith("client_secret", StringComparison.Ordinal) ? "secret" : "",
            ["Providers:notes:ClientAuthentication"] = authentication,
            ["Providers:notes:UsePar"] = usePar.ToString(),
            ["Providers:notes:AuthorizationParameters:prompt"] = "consent",
            ["Connectors:notes:Provider"] = "notes",
            ["Connectors:notes:Scopes:0"] = "openid",
            ["Connectors:notes:Scopes:1"] = "offline_access",
            ["Connectors:notes:Scopes:2"] = "notes:read",
        });
        await provider.ServeAsync(ClientOf(app, method, usePar));
        await app.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);
        using var visitor = await app.SignInAsync();

        Assert.Equal(usePar, (await visitor.StartConnectingAsync("notes")).Has("request_uri"));
        var page = await visitor.PressOnCardAsync("notes", "Connect");
        page = await visitor.PressAsync(
            page, "Sign-in", form => ((IHtmlInputElement)form.QuerySelector("[name=login]")!).Value = "hanako");
        page = await visitor.PressAsync(page, "Continue");
        Assert.Equal("/profile", page.Address.AbsolutePath);

        var vault = app.Services.GetRequiredService<ExternalAuth>();
        var user = app.KeyOf().User;
        var first = await vault.GetAccessTokenAsync("notes", user);
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        var second = await vault.GetAccessTokenAsync("notes", user);
        Assert.NotEqual(first.Value, second.Value);
        Assert.Contains("notes:read", second.Scopes);

        await visitor.PressOnCardAsync("notes", "Disconnect");
        await StoredGrants.UntilAsync(
            async () => await app.Services.GetRequiredService<TasksWeb.Tokens.Revocation.RevocationRepository>().CountAsync(default) == 0,
            "the provider was told");
    }

    [Fact]
    public async Task The_example_of_the_documentation_connects_as_it_stands_there()
    {
        await using var provider = await OidcProviderProcess.StartAsync();
        var document = RepositoryFiles.Read("docs/providers.md");
        var example = document[(document.IndexOf("```sh", StringComparison.Ordinal) + 6)..];
        var settings = example[..example.IndexOf("```", StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(line => line[0].Replace("__", ":", StringComparison.Ordinal), string? (line) => line[1]);
        settings["Providers:acme:Issuer"] = provider.Issuer;
        settings["Providers:acme:ClientId"] = "tasksweb";
        settings["Providers:acme:ClientSecret"] = "secret";
        await using var app = await TestApp.StartAsync(settings: settings);
        await provider.ServeAsync(ClientOf(app, "client_secret_basic", usePar: false, "acme_notes"));
        await app.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);
        using var visitor = await app.SignInAsync();

        var page = await visitor.PressOnCardAsync("acme_notes", "Connect");
        page = await visitor.PressAsync(
            page, "Sign-in", form => ((IHtmlInputElement)form.QuerySelector("[name=login]")!).Value = "hanako");
        page = await visitor.PressAsync(page, "Continue");

        Assert.Equal("/profile", page.Address.AbsolutePath);
        var token = await app.Services.GetRequiredService<ExternalAuth>().GetAccessTokenAsync("acme_notes", app.KeyOf().User);
        Assert.NotEmpty(token.Value);
    }

    private static object ClientOf(TestApp app, string method, bool usePar, string connector = "notes") => new
    {
        client_id = "tasksweb",
        client_secret = method.StartsWith("client_secret", StringComparison.Ordinal) ? "secret" : null,
        token_endpoint_auth_method = method,
        token_endpoint_auth_signing_alg = method == "private_key_jwt" ? "ES256" : null,
        jwks_uri = method == "private_key_jwt" ? new Uri(app.Address, "/.well-known/client-jwks.json").AbsoluteUri : null,
        grant_types = (string[])["authorization_code", "refresh_token"],
        redirect_uris = (string[])[new Uri(app.Address, $"/connections/{connector}/callback").AbsoluteUri],
        require_pushed_authorization_requests = usePar,
    };
}
