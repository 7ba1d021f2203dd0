using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Sandbox.Processes;
using TasksWeb.SignIn;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tests.SignIn;

/// <summary>Sign-in with an OpenID provider that is not Google, by configuration alone.</summary>
public sealed class OpenIdSignInTests : IAsyncLifetime
{
    private const string Connector = "notes";

    private TestApp _app = null!;
    private Account _person = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(more: Settings);
        _app.Sandbox.OpenId.Client.Allow(new Uri(_app.Address, "/auth/oidc/callback").AbsoluteUri);
        _person = _app.Sandbox.Accounts.Alex;
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Sign_in_with_another_provider_makes_a_session_and_a_grant()
    {
        using var visitor = _app.Visit();

        using var answer = await _app.CallBackAsync(visitor, _person);

        Assert.Equal("/tasks", answer.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/session")).StatusCode);
        var id = User.IdOf(Issuer(_app.Sandbox), _person.Subject);
        Assert.NotNull(await _app.Services.GetRequiredService<UserRepository>().FindAsync(id, default));
        var grant = await _app.Services.GetRequiredService<GrantRepository>().FindAsync(new GrantKey(Connector, id).Id, default);
        Assert.NotNull(grant?.Value.RefreshToken);
    }

    [Fact]
    public async Task The_request_has_state_nonce_challenge_and_its_own_callback()
    {
        using var visitor = _app.Visit();

        var start = await visitor.StartSignInAsync();

        Assert.Equal(new Uri(_app.Address, "/auth/oidc/callback").AbsoluteUri, start.Parameter("redirect_uri"));
        Assert.Equal("S256", start.Parameter("code_challenge_method"));
        Assert.All(["state", "nonce", "code_challenge"], name => Assert.True(start.Parameter(name).Length >= 43));
        Assert.Equal("login", start.Parameter("prompt"));
        Assert.False(start.Has("access_type"));
    }

    [Theory]
    [InlineData(IdTokenFlaw.WrongNonce)]
    [InlineData(IdTokenFlaw.WrongIssuer)]
    public async Task A_flawed_token_of_another_provider_is_refused(IdTokenFlaw flaw)
    {
        using var visitor = _app.Visit();
        _app.Sandbox.Faults.Add(Fault.With(flaw) with { Endpoint = "oidc_token" });

        using var answer = await _app.CallBackAsync(visitor, _person);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/session")).StatusCode);
    }

    [Fact]
    public async Task Pages_name_the_provider_that_people_sign_in_with()
    {
        using var visitor = _app.Visit();
        _app.Sandbox.Faults.Add(Fault.With(IdTokenFlaw.WrongNonce) with { Endpoint = "oidc_token" });

        var home = await visitor.OpenAsync("/");
        using var refused = await _app.CallBackAsync(visitor, _person);
        var words = await refused.Content.ReadAsStringAsync();

        Assert.Equal("Sign in with oidc", home.Document.QuerySelector("main a.button")!.TextContent);
        Assert.DoesNotContain("came back from Google", words, StringComparison.Ordinal);
        Assert.Contains("came back from oidc", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_callback_of_a_provider_that_signs_nobody_in_is_not_found()
    {
        using var visitor = _app.Visit();

        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/auth/google/callback?state=a&code=b")).StatusCode);
    }

    private static string Issuer(SandboxServer sandbox) => sandbox.Address.GetLeftPart(UriPartial.Authority) + "/oidc";

    internal static Dictionary<string, string?> Settings(SandboxServer sandbox) => new(SandboxSettings.OpenIdConnector(sandbox))
    {
        ["SignIn:Connector"] = Connector,
        ["Providers:oidc:Issuer"] = Issuer(sandbox),
        ["Providers:oidc:JwksEndpoint"] = Issuer(sandbox) + "/jwks",
        ["Providers:oidc:AuthorizationParameters:prompt"] = "login",
        [$"Connectors:{Connector}:Provider"] = "oidc",
        [$"Connectors:{Connector}:Scopes:0"] = "openid",
        [$"Connectors:{Connector}:Scopes:1"] = "profile",
        [$"Connectors:{Connector}:Scopes:2"] = "offline_access",
    };
}
