using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.SignIn;

/// <summary>ID tokens as providers make them, and as they must not be.</summary>
public sealed class IdTokenCheckTests : IDisposable
{
    private const string AccessToken = "access";

    private static readonly RSA RsaKey = RSA.Create(2048);

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
    private readonly ProviderOptions _provider = new()
    {
        Issuer = "https://login.example",
        ClientId = "client",
        JwksEndpoint = "https://login.example/jwks",
    };

    private readonly ServiceProvider _services;
    private readonly IdTokenValidator _validator;
    private string _jwks = "";
    private int _reads;

    public IdTokenCheckTests()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(ProviderKeys)).ConfigurePrimaryHttpMessageHandler(() => new Endpoint(() =>
        {
            _reads++;
            return _jwks;
        }));
        _services = services.BuildServiceProvider();
        _validator = new IdTokenValidator(
            new ProviderKeys(_services.GetRequiredService<IHttpClientFactory>(), _clock), _clock);
        Publish(Rsa("one"));
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "another issuer", """{"iss":"https://other.example"}""", "https://other.example" },
        { "another audience", """{"aud":"other"}""", "aud" },
        { "two audiences and no azp", """{"aud":["client","other"]}""", "azp" },
        { "another azp", """{"azp":"other"}""", "azp" },
        { "azp that is no text", """{"azp":7}""", "JSON Web Token" },
        { "expired", """{"exp":1764331200}""", "clock" },
        { "issued in the future", """{"iat":1795870800}""", "iat" },
        { "issued yesterday", """{"iat":1795780800}""", "iat" },
        { "issued at a word", """{"iat":"now"}""", "JSON Web Token" },
        { "another access token", """{"at_hash":"AAAAAAAAAAAAAAAAAAAAAA"}""", "at_hash" },
        { "subject as a number", """{"sub":7}""", "sub" },
        { "another nonce", """{"nonce":"other"}""", "nonce" },
    };

    public void Dispose()
    {
        _ec.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "one")]
    [InlineData("one", null)]
    [InlineData("one", "one")]
    public async Task A_single_key_needs_no_kid(string? inToken, string? inKeys)
    {
        Publish(Rsa(inKeys));

        Assert.Equal("person", (await CheckAsync(Token(kid: inToken))).Subject);
    }

    [Fact]
    public async Task Several_keys_need_a_kid()
    {
        Publish(Rsa("one"), Rsa("two"));

        Assert.Contains("kid", await WhyRefusedAsync(Token(kid: null)), StringComparison.Ordinal);
        Assert.Equal("person", (await CheckAsync(Token(kid: "two"))).Subject);
    }

    [Fact]
    public async Task Keys_behind_a_byte_order_mark_are_read()
    {
        _jwks = "\uFEFF" + _jwks;

        Assert.Equal("person", (await CheckAsync(Token())).Subject);
    }

    [Fact]
    public async Task Keys_that_change_just_after_they_were_read_are_read_again()
    {
        await CheckAsync(Token());
        Publish(Rsa("two"));

        var people = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CheckAsync(Token(kid: "two"))));

        Assert.All(people, person => Assert.Equal("person", person.Subject));
        Assert.Equal(2, _reads);
        for (var i = 0; i < 5; i++)
            Assert.Contains("three", await WhyRefusedAsync(Token(kid: "three")), StringComparison.Ordinal);
        Assert.Equal(3, _reads);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_token_is_refused_and_the_log_says_why(string what, string claims, string word)
    {
        Assert.NotEmpty(what);

        Assert.Contains(word, await WhyRefusedAsync(Token(claims)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_audiences_are_accepted_with_the_right_azp() =>
        Assert.Equal("person", (await CheckAsync(Token("""{"aud":["client","other"],"azp":"client"}"""))).Subject);

    [Fact]
    public async Task A_repeated_claim_is_refused()
    {
        var payload = Claims().ToJsonString();
        payload = payload[..^1] + ""","sub":"somebody"}""";

        Assert.Contains("repeats", await WhyRefusedAsync(Sign("""{"alg":"RS256"}""", payload)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_extension_is_refused() => Assert.Contains(
        "crit", await WhyRefusedAsync(Sign("""{"alg":"RS256","crit":["b64x"],"b64x":1}""", Claims().ToJsonString())),
        StringComparison.Ordinal);

    [Fact]
    public async Task Algorithms_are_those_of_the_settings()
    {
        Publish(Rsa("one"), Ec());
        string[] tokens = [Token(algorithm: "PS256"), Token(algorithm: "ES384")];
        foreach (var token in tokens)
            Assert.Contains("IdTokenAlgorithms", await WhyRefusedAsync(token), StringComparison.Ordinal);
        _provider.IdTokenAlgorithms.Add("PS256");
        _provider.IdTokenAlgorithms.Add("ES384");

        foreach (var token in tokens)
            Assert.Equal("person", (await CheckAsync(token)).Subject);
        Assert.Contains("RS256", await WhyRefusedAsync(Token()), StringComparison.Ordinal);
        Assert.Contains("EdDSA", await WhyRefusedAsync(Sign("""{"alg":"EdDSA"}""", "{}")), StringComparison.Ordinal);
    }

    private async Task<string> WhyRefusedAsync(string token)
    {
        var refused = await Assert.ThrowsAsync<ProblemException>(() => CheckAsync(token));
        Assert.Equal("identity_rejected", refused.Problem.Code);
        return refused.Problem.Detail!;
    }

    private Task<ProviderIdentity> CheckAsync(string token) => _validator.ValidateAsync(_provider, token, "nonce", AccessToken);

    private JsonObject Claims(string algorithm = "RS256") => new()
    {
        ["iss"] = _provider.Issuer,
        ["aud"] = _provider.ClientId,
        ["sub"] = "person",
        ["nonce"] = "nonce",
        ["iat"] = _clock.GetUtcNow().ToUnixTimeSeconds(),
        ["exp"] = _clock.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        ["at_hash"] = algorithm.EndsWith("384", StringComparison.Ordinal)
            ? Base64Url.EncodeToString(SHA384.HashData(Encoding.ASCII.GetBytes(AccessToken)).AsSpan(0, 24))
            : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(AccessToken)).AsSpan(0, 16)),
    };

    private string Token(string? changes = null, string? kid = "one", string algorithm = "RS256")
    {
        var claims = Claims(algorithm);
        foreach (var (name, value) in JsonNode.Parse(changes ?? "{}")!.AsObject())
            claims[name] = value?.DeepClone();
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (kid is not null)
            header["kid"] = algorithm == "ES384" ? "ec" : kid;
        return Sign(header.ToJsonString(), claims.ToJsonString());
    }

    private string Sign(string header, string claims)
    {
        var content = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "."
            + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        var bytes = Encoding.ASCII.GetBytes(content);
        var signature = JsonNode.Parse(header)!["alg"]!.GetValue<string>() switch
        {
            "ES384" => _ec.SignData(bytes, HashAlgorithmName.SHA384),
            "PS256" => RsaKey.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => RsaKey.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };
        return content + "." + Base64Url.EncodeToString(signature);
    }

    private void Publish(params object[] keys) => _jwks = JsonSerializer.Serialize(new { keys });

    private static Dictionary<string, string> Rsa(string? kid)
    {
        var parameters = RsaKey.ExportParameters(includePrivateParameters: false);
        var key = new Dictionary<string, string>
        {
            ["kty"] = "RSA",
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
        if (kid is not null)
            key["kid"] = kid;
        return key;
    }

    private Dictionary<string, string> Ec()
    {
        var point = _ec.ExportParameters(includePrivateParameters: false).Q;
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-384",
            ["kid"] = "ec",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    private sealed class Endpoint(Func<string> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body()) });
    }
}
