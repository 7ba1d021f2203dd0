using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>
/// Answers of the services of <c>presets.json</c>, as their documentation or clients show them, read with the settings of the
/// preset. <c>preset-answers.json</c> has them; secrets are not real ones.
/// </summary>
public sealed class PresetAnswerTests
{
    private static readonly Dictionary<string, Answers> All = JsonSerializer.Deserialize<Dictionary<string, Answers>>(
        RepositoryFiles.Read("TasksWeb.Tests/Tokens/Providers/preset-answers.json"), JsonSerializerOptions.Web)!;

    public static TheoryData<string, int> Grants => Indexed(answers => answers.Granted.Count);

    public static TheoryData<string, int> Refusals => Indexed(answers => answers.Refused.Count);

    public static TheoryData<string, int> ApiAnswers => Indexed(answers => answers.Api.Count);

    public static TheoryData<string, int> Users => Indexed(answers => answers.User is null ? 0 : 1);

    [Theory]
    [MemberData(nameof(Grants))]
    public void A_granted_answer_is_read(string preset, int index)
    {
        var (provider, expected) = (ProviderOf(preset), All[preset].Granted[index]);

        var granted = Assert.IsType<TokenResponse.Granted>(Parse(provider, 200, expected.Text()));

        Assert.Equal(("A", expected.RefreshToken), (granted.AccessToken, granted.RefreshToken));
        Assert.Equal(expected.Expires, (int?)granted.Lifetime?.TotalSeconds);
        Assert.Equal(expected.RefreshTokenExpires, (int?)granted.RefreshTokenLifetime?.TotalSeconds);
        Assert.Equal(expected.Scopes, granted.Scopes);
        Assert.Equal(expected.Account, AccountReader.Read(provider, granted)?.Subject);
        Assert.True(granted.TokenType is null || provider.TokenTypes.Contains(granted.TokenType));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refusal_ends_the_grant_only_if_the_grant_is_refused(string preset, int index)
    {
        var (provider, expected) = (ProviderOf(preset), All[preset].Refused[index]);

        Assert.Equal(expected.Kind, Parse(provider, expected.Status, expected.Body.ToJsonString()).GetType().Name);
    }

    [Theory]
    [MemberData(nameof(ApiAnswers))]
    public void An_expired_token_is_recognized_whatever_the_status(string preset, int index)
    {
        var (rule, expected) = (ProviderOf(preset).ExpiryRule, All[preset].Api[index]);

        Assert.Equal(expected.Expired, rule!.Matches(Encoding.UTF8.GetBytes(expected.Body.ToJsonString())));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task The_account_is_read_from_the_user_information(string preset, int _)
    {
        var (provider, expected) = (ProviderOf(preset), All[preset].User!);
        using var service = new UserInformation(provider.UserInformationEndpoint!, expected.Body.ToJsonString());

        var account = await new AccountReader(new(service)).ReadAsync(provider, new("A", RefreshToken: null, null, null, null));

        Assert.Equal(expected.Account, account?.Subject);
    }

    [Fact]
    public void Most_presets_have_answers_and_each_rule_of_a_preset_has_one()
    {
        Assert.Empty(All.Keys.Except(ProviderPresets.Names, StringComparer.Ordinal));
        Assert.True(All.Values.Count(answers => answers.Granted.Count > 0) >= 26);
        Assert.True(All.Values.Count(answers => answers.Refused.Count > 0) >= 8);
        Assert.True(All.Values.Count(answers => answers.User is not null) >= 17);
        foreach (var name in ProviderPresets.Names)
        {
            var (provider, answers) = (ProviderOf(name), All.GetValueOrDefault(name));
            if (provider.FinalErrors.Count > 0)
                Assert.Contains(answers!.Refused, refusal => refusal.Kind == nameof(TokenResponse.InvalidGrant));
            if (provider.ExpiryRule is not null)
                Assert.Contains(answers!.Api, answer => answer.Expired);
            if (provider.AccountField is not null)
                Assert.True(answers!.User is not null || answers.Granted.Exists(granted => granted.Account is not null), name);
        }
    }

    private static ProviderOptions ProviderOf(string preset)
    {
        var settings = new ConfigurationManager
        {
            ["Providers:acme:Preset"] = preset,
            ["Providers:acme:ClientId"] = "client",
        };
        settings.AddInMemoryCollection(ProviderPresets.For(settings.GetSection("Providers")));
        return settings.GetSection("Providers:acme").Get<ProviderOptions>()!;
    }

    private static TokenResponse Parse(ProviderOptions provider, int status, string body) => TokenResponseParser.Parse(
        (HttpStatusCode)status, wait: null, Encoding.UTF8.GetBytes(body), provider.ScopeSeparator, provider.AccountField,
        provider.FinalErrors);

    private static TheoryData<string, int> Indexed(Func<Answers, int> count)
    {
        var data = new TheoryData<string, int>();
        foreach (var (preset, answers) in All)
        {
            for (var index = 0; index < count(answers); index++)
                data.Add(preset, index);
        }
        return data;
    }

    private sealed class Answers
    {
        public List<GrantedAnswer> Granted { get; init; } = [];
        public List<Refusal> Refused { get; init; } = [];
        public List<ApiAnswer> Api { get; init; } = [];
        public UserAnswer? User { get; init; }
    }

    private sealed class GrantedAnswer
    {
        public JsonObject? Body { get; init; }
        public string? Form { get; init; }

        /// <summary>Of the ID token; null: there is none.</summary>
        public JsonObject? Claims { get; init; }
        public string? RefreshToken { get; init; } = "R";
        public int? Expires { get; init; }
        public int? RefreshTokenExpires { get; init; }
        public string[]? Scopes { get; init; }
        public string? Account { get; init; }

        public string Text()
        {
            if (Body is null)
                return Form!;
            var body = Body.DeepClone();
            if (Claims is not null)
                body["id_token"] = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims.ToJsonString()))}.";
            return body.ToJsonString();
        }
    }

    private sealed record Refusal(int Status, JsonObject Body, string Kind);

    private sealed record ApiAnswer(JsonObject Body, bool Expired);

    private sealed record UserAnswer(JsonObject Body, string Account);

    /// <summary>Answers at one address, to a caller with a token and a name.</summary>
    private sealed class UserInformation(string address, string body) : HttpMessageHandler, IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal((HttpMethod.Get, address), (request.Method, request.RequestUri?.OriginalString));
            Assert.Equal("Bearer A", request.Headers.Authorization?.ToString());
            Assert.NotEmpty(request.Headers.UserAgent);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(body) });
        }
    }
}
