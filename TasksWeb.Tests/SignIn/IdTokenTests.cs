using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

public sealed class IdTokenTests
{
    [Fact]
    public async Task A_session_gets_an_ID_token_that_works_without_the_cookie_until_it_ends()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var script = app.Visit();
        var token = await IssueAsync(visitor);

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(script, token)).StatusCode);
        app.Clock.Advance(IdTokens.Lifetime + TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(script, token)).StatusCode);
    }

    [Fact]
    public async Task An_ID_token_dies_with_its_session()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var script = app.Visit();
        var token = await IssueAsync(visitor);

        await visitor.PressAsync(await visitor.OpenAsync("/tasks"), "Sign out");
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(script, token)).StatusCode);
    }

    [Fact]
    public async Task A_cookie_and_an_ID_token_of_different_people_are_refused()
    {
        await using var app = await TestApp.StartAsync();
        using var hanako = await app.SignInAsync();
        using var alex = await app.SignInAsync("Alex Smith");

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(hanako, await IssueAsync(hanako))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(hanako, await IssueAsync(alex))).StatusCode);
    }

    [Fact]
    public async Task An_ID_token_cannot_be_exchanged_for_the_next()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        var token = await IssueAsync(visitor);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Address, "/api/session/id-token"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_published_key_verifies_the_token_and_no_other_algorithm_or_signature_passes()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var script = app.Visit();
        var token = await IssueAsync(visitor);
        var keys = new JsonWebKeySet(await (await script.GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync());
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = app.Address.ToString().TrimEnd('/'),
            ValidAudience = "tasksweb",
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        });
        Assert.True(result.IsValid, result.Exception?.Message);

        var parts = token.Split('.');
        var none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        foreach (var forged in new[] { $"{parts[0]}.{parts[1]}.", $"{none}.{parts[1]}.", $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA", "garbage", "" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(script, forged)).StatusCode);
    }

    [Fact]
    public async Task A_token_has_a_type_of_its_own_and_an_earlier_one_counts_for_an_hour()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var script = app.Visit();
        var token = new JsonWebToken(await IssueAsync(visitor));
        var key = (await app.Services.GetRequiredService<IdTokenKeys>().GetAsync(default))[0];

        Assert.Equal("session+jwt", token.Typ);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(script, Signed("JWT"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(script, Signed("at+jwt"))).StatusCode);
        app.Clock.Advance(IdTokens.EarlierTypeFor);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync(script, Signed("JWT"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(script, await IssueAsync(visitor))).StatusCode);

        string Signed(string type) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = token.Issuer,
                Audience = "tasksweb",
                Expires = (app.Clock.GetUtcNow() + IdTokens.Lifetime).UtcDateTime,
                TokenType = type,
                Claims = new Dictionary<string, object> { ["sub"] = token.Subject, ["sid"] = token.GetPayloadValue<string>("sid") },
                SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            });
    }

    [Fact]
    public async Task Every_instance_publishes_the_same_keys()
    {
        await using var one = await TestApp.StartAsync();
        await using var two = await TestApp.StartAsync(beside: one);
        using var first = one.Visit();
        using var second = two.Visit();
        Assert.Equal(
            await (await first.GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync(),
            await (await second.GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_session_says_who_is_signed_in()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var session = JsonDocument.Parse(await (await visitor.GetAsync("/api/session")).Content.ReadAsStringAsync());
        Assert.Equal("Hanako Yamada", session.RootElement.GetProperty("name").GetString());
    }

    private static async Task<string> IssueAsync(Visitor visitor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(visitor.App, "/api/session/id-token"));
        using var issued = JsonDocument.Parse(await (await visitor.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.True(issued.RootElement.TryGetProperty("expirationTime", out _));
        return issued.RootElement.GetProperty("idToken").GetString()!;
    }

    private static Task<HttpResponseMessage> CallAsync(Visitor visitor, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(visitor.App, "/api/tasklists"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return visitor.SendAsync(request);
    }
}
