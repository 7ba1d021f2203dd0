using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Connections;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Tokens.Endpoint;

/// <summary>Answers of token endpoints as they were met, one file each in <c>Cases</c>.</summary>
public sealed class TokenAnswerCaseTests : IAsyncLifetime
{
    private const string Connector = "oidc";

    private readonly TokenAnswers _answers = new();
    private TestApp _app = null!;

    private Account Alex => _app.Sandbox.Accounts.Alex;

    public async Task InitializeAsync() => await StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("o03-token-form.json")]
    [InlineData("o04-token-type-user-access-token.json")]
    public async Task A_renewal_in_another_format_is_read_and_keeps_the_rotated_token(string file)
    {
        await RestartAsync(new() { ["Providers:oidc:TokenTypes:0"] = "user access token" });
        var key = await _app.ConnectAsync(Connector, Alex);
        AnswerAs(file);

        var token = (await RenewAsync(key)).Token;

        Assert.Equal(_issued, token?.Value);
        Assert.Equal(_rotated, await StoredRefreshTokenAsync(key));
        Assert.Equal(GrantStatus.Active, (await GrantAsync(key)).Status);
    }

    [Fact]
    public async Task An_unknown_token_type_is_an_error_and_the_rotated_token_is_kept()
    {
        var key = await _app.ConnectAsync(Connector, Alex);
        AnswerAs("o04-token-type-user-access-token.json");

        for (var i = 0; i < 3; i++)
        {
            var failure = (await RenewAsync(key)).Failure;
            Assert.Equal((TokenFailureKind.TokenTypeNotAccepted, "User Access Token"), (failure!.Kind, failure.Reason));
            Assert.Null(failure.RetryAfter);
        }

        Assert.Equal(2, _answers.Calls);
        Assert.Equal(_rotated, await StoredRefreshTokenAsync(key));
    }

    [Theory]
    [InlineData("o07-refused-unauthorized_client.json")]
    [InlineData("o08-refused-invalid_request.json")]
    public async Task An_unclear_refusal_keeps_the_tokens_and_asks_to_reconnect_from_the_second_on(string file)
    {
        var key = await _app.ConnectAsync(Connector, Alex);
        var before = await StoredRefreshTokenAsync(key);
        AnswerAs(file);

        Assert.Equal(TokenFailureKind.ProviderUnavailable, (await RenewAsync(key)).Failure?.Kind);
        var second = (await RenewAsync(key)).Failure;

        Assert.Equal((TokenFailureKind.ReauthorizationRequired, DeathReason.Refused), (second!.Kind, second.Reason));
        Assert.Equal(before, await StoredRefreshTokenAsync(key));
        Assert.Equal(GrantStatus.Active, (await GrantAsync(key)).Status);
        _answers.Answer = null;
        Assert.NotNull((await RenewAsync(key)).Token);
    }

    [Fact]
    public async Task Invalid_grant_as_an_object_ends_the_grant()
    {
        var key = await _app.ConnectAsync(Connector, Alex);
        AnswerAs("o09-refused-error-object.json");

        var failure = (await RenewAsync(key)).Failure;

        Assert.Equal((TokenFailureKind.ReauthorizationRequired, DeathReason.InvalidGrant), (failure!.Kind, failure.Reason));
        Assert.Equal(GrantStatus.Dead, (await GrantAsync(key)).Status);
    }

    [Theory]
    [InlineData("o11-scope-comma.json", "")]
    [InlineData("o12-scope-array-one-less.json", "notes:write")]
    public async Task Scopes_with_commas_and_in_an_array_are_read_one_by_one(string file, string missing)
    {
        AnswerAs(file);

        var key = await _app.ConnectAsync(Connector, Alex);

        var result = await GetAsync(key);
        Assert.Equal(missing, string.Join(' ', result.Failure?.MissingScopes ?? []));
        Assert.Equal(missing.Length == 0 ? ["notes:read", "notes:write"] : ["notes:read"], (await GrantAsync(key)).Scopes);
    }

    [Theory]
    [InlineData("false", "notes:write")]
    [InlineData("true", "")]
    public async Task A_provider_that_names_scopes_otherwise_can_be_trusted(string trusts, string missing)
    {
        await RestartAsync(new() { ["Providers:oidc:TrustsConsent"] = trusts });
        AnswerAs("o12-scope-array-one-less.json");
        var key = await _app.ConnectAsync(Connector, Alex);

        var result = await GetAsync(key);
        var named = await GetAsync(key, new TokenRequirement(Scopes: ["offline_access", "openid", "notes:write"]));

        Assert.Equal(missing, string.Join(' ', result.Failure?.MissingScopes ?? []));
        Assert.Equal(missing, string.Join(' ', named.Failure?.MissingScopes ?? []));
    }

    [Fact]
    public async Task Scopes_are_asked_for_with_the_providers_separator()
    {
        await RestartAsync(new() { ["Providers:oidc:ScopeSeparator"] = "," });
        using var visitor = await _app.SignInAsync(Alex.Name);

        Assert.Equal("offline_access,notes:read,notes:write", (await visitor.StartConnectingAsync(Connector)).Parameter("scope"));
    }

    [Fact]
    public async Task A_token_without_expiry_is_used_until_it_is_refused()
    {
        AnswerAs("o13-no-expiry-no-refresh-token.json");
        var key = await _app.ConnectAsync(Connector, Alex);

        _app.Clock.Advance(TimeSpan.FromDays(100));
        await _app.UpkeepAsync();

        var token = (await GetAsync(key)).Token;
        Assert.Equal(_issued, token?.Value);
        Assert.Null(token!.ExpirationTime);
        var refused = await GetAsync(key, new TokenRequirement(RejectedGeneration: token.Generation));
        Assert.Equal(DeathReason.NoRefreshToken, refused.Failure?.Reason);
    }

    private string? _issued;
    private string? _rotated;

    private void AnswerAs(string file)
    {
        var answer = JsonNode.Parse(RepositoryFiles.Read($"TasksWeb.Tests/Tokens/Endpoint/Cases/{file}"))!;
        var isForRenewal = (string?)answer["grant"] == "refresh_token";
        _answers.Answer = async request => request.IsRenewal == isForRenewal ? await AnswerAsync(request) : null;

        async Task<HttpResponseMessage> AnswerAsync(TokenRequest request)
        {
            var body = (string?)answer["raw"] ?? answer["body"]!.ToJsonString(new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
            if (body.Contains("<new>", StringComparison.Ordinal))
            {
                var tokens = await request.Issue();
                (_issued, _rotated) = ((string?)tokens["access_token"], (string?)tokens["refresh_token"] ?? "rotated");
                body = body.Replace("<new>", _issued, StringComparison.Ordinal)
                    .Replace("<rotated>", _rotated, StringComparison.Ordinal);
            }
            return TokenAnswers.Of((int)answer["status"]!, body, (string?)answer["content_type"] ?? "application/json");
        }
    }

    /// <summary>A use after the token has ended and every pause is over.</summary>
    private async Task<TokenResult> RenewAsync(GrantKey key)
    {
        _app.Clock.Advance(TimeSpan.FromHours(2));
        return await GetAsync(key);
    }

    private Task<TokenResult> GetAsync(GrantKey key, TokenRequirement need = default) =>
        _app.Services.GetRequiredService<TokenVault>().GetAccessTokenAsync(key, need, default).AsTask();

    private async Task<Grant> GrantAsync(GrantKey key) =>
        (await _app.Services.GetRequiredService<GrantRepository>().FindAsync(key.Id, default))!.Value;

    private async Task<string?> StoredRefreshTokenAsync(GrantKey key) =>
        _app.Services.GetRequiredService<GrantRepository>().OpenRefreshToken(await GrantAsync(key));

    private async Task RestartAsync(Dictionary<string, string?> settings)
    {
        await _app.DisposeAsync();
        await StartAsync(settings);
    }

    private async Task StartAsync(Dictionary<string, string?>? settings = null)
    {
        _app = await TestApp.StartAsync(
            more: sandbox => new Dictionary<string, string?>(SandboxSettings.OpenIdConnector(sandbox))
            {
                ["Connectors:oidc:Scopes:2"] = "notes:write",
                ["Providers:oidc:RotatesRefreshTokens"] = "true",
            },
            settings: settings, services: _answers.Register);
        _app.Sandbox.OpenId.Grants.RotateRefreshTokens = true;
    }
}
