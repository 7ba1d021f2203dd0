using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Endpoint;

/// <summary><c>Providers:{p}:TokenParameters</c>, as the token endpoint receives them.</summary>
public sealed class TokenParameterTests
{
    private const string Resource = "https://notes.example/a b?c=d&e";

    [Fact]
    public async Task Extra_fields_arrive_with_the_code_of_a_connection_and_with_its_refresh()
    {
        await using var app = await TestApp.StartAsync(
            more: SandboxSettings.OpenIdConnector,
            settings: new()
            {
                ["Providers:oidc:TokenParameters:resource"] = Resource,
                ["Providers:oidc:TokenParameters:audience"] = "notes",
            });
        var key = await app.ConnectAsync("oidc", app.Sandbox.Accounts.Alex);
        app.Clock.Advance(TimeSpan.FromHours(9));
        await app.Services.GetRequiredService<ExternalAuth>().GetAccessTokenAsync("oidc", key.User);

        Assert.Equal(
            [("authorization_code", Resource, "notes"), ("refresh_token", Resource, "notes")],
            app.Sandbox.Traffic.TokenForms.Select(form => (form["grant_type"], form["resource"], form["audience"])));
    }

    [Fact]
    public async Task Extra_fields_arrive_with_the_code_of_a_sign_in_and_with_its_refresh()
    {
        await using var app = await TestApp.StartAsync(
            settings: new() { ["Providers:google:TokenParameters:resource"] = Resource });
        using var person = await app.SignInAsync();
        app.Clock.Advance(TimeSpan.FromHours(2));
        using var lists = await person.GetAsync("/api/tasklists");

        Assert.Equal(
            [("authorization_code", Resource), ("refresh_token", Resource)],
            app.Sandbox.Traffic.TokenForms.Select(form => (form["grant_type"], form["resource"])));
    }
}
