using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Tokens.Discovery;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Endpoint;

/// <summary>The keys of <c>private_key_jwt</c> over some months, at a provider that reads them once a month.</summary>
public sealed class ClientKeyRotationTests
{
    [Fact]
    public async Task Each_month_another_key_signs_which_was_published_the_month_before()
    {
        await using var provider = await IssuerServer.StartAsync();
        var assertions = new List<string>();
        provider.Paths["/token"] = async context =>
        {
            assertions.Add((await context.Request.ReadFormAsync())["client_assertion"].ToString());
            await context.Response.WriteAsJsonAsync(
                new { access_token = "access", refresh_token = "refresh", token_type = "Bearer", expires_in = 3600 });
        };
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Providers:notes:AuthorizationEndpoint"] = $"{provider.Origin}/authorize",
            ["Providers:notes:TokenEndpoint"] = $"{provider.Origin}/token",
            ["Providers:notes:ClientId"] = "tasksweb",
            ["Providers:notes:ClientAuthentication"] = "PrivateKeyJwt",
            ["Connectors:notes:Provider"] = "notes",
            ["Connectors:notes:Scopes:0"] = "notes:read",
        });
        app.Clock.Stop();
        var key = new GrantKey("notes", "customer-7");
        await app.Services.GetRequiredService<TokenVault>().SaveAsync(
            key, new TokenResponse.Granted("access", "refresh", TimeSpan.FromHours(1), null, null), default);
        using var http = new HttpClient();
        var (months, published) = (new List<JsonWebKeySet>(), new Uri(app.Address, "/.well-known/client-jwks.json"));
        months.Add(new JsonWebKeySet(await http.GetStringAsync(published)));

        for (var month = 1; month <= 3; month++)
        {
            app.Clock.Advance(TimeSpan.FromDays(30));
            await app.Services.GetRequiredService<ExternalAuth>().GetAccessTokenAsync("notes", key.User);
            months.Add(new JsonWebKeySet(await http.GetStringAsync(published)));

            var result = await new JsonWebTokenHandler().ValidateTokenAsync(assertions[^1], new TokenValidationParameters
            {
                IssuerSigningKeys = months[month - 1].GetSigningKeys(),
                ValidIssuer = "tasksweb",
                ValidAudience = $"{provider.Origin}/token",
                ValidateLifetime = false,
            });
            Assert.True(result.IsValid, $"month {month}: {result.Exception?.Message}");
        }

        var signed = assertions.Select(assertion => new JsonWebToken(assertion).Kid).ToList();
        Assert.Equal(3, signed.Distinct().Count());
        Assert.Equal(
            (false, true), (months[3].Keys.Any(one => one.Kid == signed[0]), months[3].Keys.Any(one => one.Kid == signed[1])));
    }
}
