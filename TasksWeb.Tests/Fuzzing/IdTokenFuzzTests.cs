using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TasksWeb.Errors;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>Nobody comes in with a token or a key set that something has happened to.</summary>
public sealed class IdTokenFuzzTests : IDisposable
{
    private const string Person = "person";

    private static readonly RSA RsaKey = RSA.Create(2048);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
    private readonly ProviderOptions _provider = new()
    {
        Issuer = "https://login.example",
        ClientId = "client",
        JwksEndpoint = "https://login.example/jwks",
    };

    private readonly ServiceProvider _services;
    private string _keys = "";

    public IdTokenFuzzTests()
    {
        var services = new ServiceCollection();
        services.AddHttpClient(nameof(ProviderKeys)).ConfigurePrimaryHttpMessageHandler(() => new Endpoint(() => _keys));
        _services = services.BuildServiceProvider();
    }

    private static string Keys
    {
        get
        {
            var key = RsaKey.ExportParameters(includePrivateParameters: false);
            var (n, e) = (Base64Url.EncodeToString(key.Modulus), Base64Url.EncodeToString(key.Exponent));
            return $$"""{"keys":[{"kty":"RSA","kid":"one","use":"sig","alg":"RS256","n":"{{n}}","e":"{{e}}"}]}""";
        }
    }

    private string Claims
    {
        get
        {
            var now = _clock.GetUtcNow().ToUnixTimeSeconds();
            return $$"""{"iss":"https://login.example","aud":"client","sub":"{{Person}}","nonce":"nonce","iat":{{now}},"exp":{{now + 600}},"email":"a@example.com","email_verified":true}""";
        }
    }

    public void Dispose()
    {
        _services.Dispose();
    }

    [Fact]
    public void A_changed_token_is_refused()
    {
        _keys = Keys;
        var token = Sign("""{"alg":"RS256","kid":"one"}""", Claims);
        Mutation.Check(500, Mutation.Of(token, token + ".", $".{token}", "a.b.c"), text =>
        {
            if (Read(text) is not null)
                Assert.Equal(token, text);
        });
    }

    [Fact]
    public void Claims_that_are_signed_are_read_or_refused_with_a_reason()
    {
        _keys = Keys;
        Mutation.Check(500, Mutation.Of(Claims), claims =>
        {
            if (Read(Sign("""{"alg":"RS256","kid":"one"}""", claims)) is { } identity)
                Assert.False(string.IsNullOrWhiteSpace(identity.Subject));
        });
        Mutation.Check(500, Mutation.Of("""{"alg":"RS256","kid":"one","typ":"JWT"}"""), header => Read(Sign(header, Claims)));
    }

    [Fact]
    public void Changed_keys_let_nobody_in_but_the_owner_of_the_key()
    {
        var token = Sign("""{"alg":"RS256","kid":"one"}""", Claims);
        Mutation.Check(500, Mutation.Of(Keys, """{"keys":[]}""", """{"keys":[{"kty":"EC"}]}"""), keys =>
        {
            _keys = keys;
            if (Read(token) is { } identity)
                Assert.Equal(Person, identity.Subject);
        });
    }

    /// <returns>Null: it is refused.</returns>
    private ProviderIdentity? Read(string token)
    {
        // New for each: what was read before is kept.
        var validator = new IdTokenValidator(new ProviderKeys(_services.GetRequiredService<IHttpClientFactory>(), _clock), _clock);
        try
        {
            return validator.ValidateAsync(_provider, token, "nonce", "access").GetAwaiter().GetResult();
        }
        catch (ProblemException refused)
        {
            Assert.True(refused.Problem.Code is "identity_rejected" or "provider_unavailable", refused.Problem.Code);
            return null;
        }
    }

    private static string Sign(string header, string claims)
    {
        var content = $"{Encoded(header)}.{Encoded(claims)}";
        var signature = RsaKey.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";

        static string Encoded(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }

    private sealed class Endpoint(Func<string> body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body()) });
    }
}
