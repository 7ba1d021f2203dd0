using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.OpenIddict;

/// <summary>A server of OpenIddict with rolling refresh tokens, connected by its issuer alone.</summary>
public sealed class OpenIddictTests
{
    [Fact]
    public async Task A_service_with_rolling_tokens_is_connected_and_many_callers_cost_one_exchange_each_time()
    {
        await using var server = await RollingServer.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Providers:notes:Issuer"] = server.Issuer,
            ["Providers:notes:ClientId"] = RollingServer.ClientId,
            ["Providers:notes:ClientSecret"] = RollingServer.ClientSecret,
            ["Connectors:notes:Provider"] = "notes",
            ["Connectors:notes:Scopes:0"] = "openid",
            ["Connectors:notes:Scopes:1"] = "offline_access",
            ["Connectors:notes:Scopes:2"] = "notes:read",
        });
        await app.Services.GetRequiredService<ProviderDiscovery>().RefreshAsync(default);
        using var visitor = await app.SignInAsync();

        var page = await visitor.PressOnCardAsync("notes", "Connect");
        Assert.Equal(("/profile", HttpStatusCode.OK), (page.Address.AbsolutePath, page.Status));
        var (vault, user) = (app.Services.GetRequiredService<ExternalAuth>(), app.KeyOf().User);
        var last = (await vault.GetAccessTokenAsync("notes", user)).Value;
        for (var round = 1; round <= 3; round++)
        {
            app.Clock.Advance(TimeSpan.FromHours(2));

            var tokens = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => vault.GetAccessTokenAsync("notes", user)));

            var only = Assert.Single(tokens.Select(token => token.Value).Distinct());
            Assert.NotEqual(last, only);
            Assert.Equal((round, 0), (server.Refreshes, server.Reuses));
            last = only;
        }
        Assert.Equal("hanako", (await app.GrantAsync("Hanako Yamada", "notes"))!.Value.Holder!.Subject);
    }
}
