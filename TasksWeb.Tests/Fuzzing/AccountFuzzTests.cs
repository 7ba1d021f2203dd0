using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Accounts;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>Whatever a provider says of an account, it is understood or ignored, and no grant is lost over it.</summary>
public sealed class AccountFuzzTests : IDisposable
{
    private const string Issuer = "https://login.example";

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Claims =
    [
        $$"""{"iss":"{{Issuer}}","aud":"client","sub":"person","name":"Ann","email":"a@example.com","email_verified":true,"picture":"https://p.example/1"}""",
        $$"""{"iss":"login.example","aud":["client","other"],"sub":7,"team":{"id":"t"} }""",
        """{"sub":"person","name":null,"email":["a"]}""",
        $$"""{"iss":"{{Issuer}}","aud":"client","sub":"person","name":"half a pair: \ud83d","\ud83d":1}""",
    ];

    private readonly ProviderOptions _provider = new()
    {
        Issuer = Issuer,
        ClientId = "client",
        UserInformationEndpoint = Issuer + "/userinfo",
    };

    private readonly ServiceProvider _services;
    private string _answer = "";

    public AccountFuzzTests()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(UserInformationEndpoint))
            .ConfigurePrimaryHttpMessageHandler(() => new Endpoint(() => _answer));
        _services = services.BuildServiceProvider();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public void An_ID_token_names_an_account_of_its_issuer_or_none() => Mutation.Check(3000, Mutation.Of(Claims), claims =>
    {
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.AA";
        if (AccountClaims.OfIdToken(token)?.AccountFor(_provider) is { } account)
            AssertUsable(account);
    });

    [Fact]
    public void A_damaged_ID_token_names_nobody_else() => Mutation.Check(
        2000, Mutation.Of($"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims[0]))}.AA", "a.b.c", ".."),
        token => AccountClaims.OfIdToken(token)?.AccountFor(_provider));

    [Fact]
    public void User_information_describes_the_account_or_is_ignored()
    {
        var endpoint = new UserInformationEndpoint(_services.GetRequiredService<IHttpClientFactory>());
        var (reader, information) = (new AccountReader(endpoint), new UserInformation(endpoint));
        Mutation.Check(2000, Mutation.Of(Claims), answer =>
        {
            _answer = answer;
            var granted = new TokenResponse.Granted("access", "refresh", null, ["openid", "profile"], IdToken: null);
            if (reader.ReadAsync(_provider, granted).GetAwaiter().GetResult() is { } account)
                AssertUsable(account);
            var known = new ProviderIdentity(Issuer, "person", null, null, null, IsEmailVerified: false, null);
            Assert.Equal("person", information.CompleteAsync(_provider, known, "access").GetAwaiter().GetResult().Subject);
        });
    }

    [Fact]
    public void The_words_of_an_error_are_short_or_left_out() => Mutation.Check(
        3000,
        Mutation.Of(
            """{"error":{"code":403,"message":"Rate","status":"LIMIT","errors":[{"reason":"quota"}],"details":[{"reason":"RATE"}]}}""",
            """{"errors":[{"errorType":"expired_token","message":"Access token expired"}],"success":false}""",
            """{"error":"invalid_grant","error_description":"Bad Request"}""", "<html>"),
        text =>
        {
            var read = ProviderErrorBody.Parse(Encoding.UTF8.GetBytes(text));
            Assert.InRange((read.Reason ?? "").Length, 0, 500);
            Assert.InRange((read.Message ?? "").Length, 0, 500);
        });

    [Fact]
    public void An_event_of_an_account_is_read_or_refused_with_a_reason()
    {
        var (at, types) = (Now.ToUnixTimeSeconds(), "https://schemas.openid.net/secevent");
        var hash = Convert.ToBase64String(new byte[64]);
        Mutation.Check(
            3000,
            Mutation.Of(
                $$"""{"iat":{{at}},"jti":"1","events":{"{{types}}/risc/event-type/sessions-revoked":{"subject":{"subject_type":"iss-sub","iss":"{{Issuer}}/","sub":"7"} } } }""",
                $$"""{"iat":{{at}},"jti":"1","events":{"{{types}}/oauth/event-type/token-revoked":{"subject":{"subject_type":"oauth_token","token_type":"refresh_token","token_identifier_alg":"prefix","token":"1//0abcdefghijkl"} } } }""",
                $$"""{"iat":{{at}},"jti":"1","events":{"{{types}}/oauth/event-type/token-revoked":{"subject":{"subject_type":"oauth_token","token_type":"refresh_token","token_identifier_alg":"hash_base64_sha512_sha512","token":"{{hash}}"} } } }"""),
            text =>
            {
                JsonElement json;
                try
                {
                    json = JsonElement.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
                }
                catch (Exception e) when (e is JsonException or InvalidOperationException)
                {
                    // No token has such claims.
                    return;
                }
                try
                {
                    foreach (var told in CrossAccountEvent.Read(new IdTokenClaims(json), Issuer, Now))
                    {
                        Assert.InRange(told.At, Now - CrossAccountEvent.Oldest, Now + TimeSpan.FromMinutes(10));
                        Assert.True(told.Subject is null or { Length: > 0 and <= 255 }, told.Subject);
                        Assert.False(told.Token?.Names("a token of somebody else") == true);
                    }
                }
                catch (ProblemException refused)
                {
                    Assert.Equal("identity_rejected", refused.Problem.Code);
                    Assert.False(string.IsNullOrWhiteSpace(refused.Problem.Detail));
                }
            });
    }

    [Fact]
    public void The_name_of_a_revoked_token_fits_that_token_or_none() => Mutation.Check(
        3000, Mutation.Of("prefix", "hash_base64_sha512_sha512").Zip(Mutation.Of("1//0abcdefghijkl", Convert.ToBase64String(new byte[64]))),
        sent => Assert.False(RevokedToken.Read(sent.Item1, sent.Item2)?.Names("2//0abcdefghijklmnop") == true));

    [Theory]
    [InlineData("[")]
    [InlineData("{\"error\":")]
    [InlineData("{\"errors\":[")]
    [InlineData("\\")]
    [InlineData(".")]
    [InlineData("a.")]
    public void Nesting_and_length_cost_what_their_size_allows(string piece) => Mutation.CostsWhatItsSizeAllows(
        length => string.Concat(Enumerable.Repeat(piece, length / piece.Length)),
        text =>
        {
            ProviderErrorBody.Parse(Encoding.UTF8.GetBytes(text));
            AccountClaims.OfIdToken(text);
            AccountClaims.OfIdToken($"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.AA");
        });

    private static void AssertUsable(ProviderAccount account)
    {
        Assert.InRange(account.Subject.Length, 1, ProviderAccount.MaxSubjectLength);
        Assert.All([account.Name, account.Email, account.Picture], text => Assert.InRange((text ?? "").Length, 0, 2048));
        ProviderAccount.IdOf(account.Subject);
    }

    private sealed class Endpoint(Func<string> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body()) });
    }
}
