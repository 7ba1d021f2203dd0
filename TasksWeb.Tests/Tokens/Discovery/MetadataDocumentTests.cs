using System.Text;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Discovery;

/// <summary>What a metadata document must be to be believed.</summary>
public sealed class MetadataDocumentTests
{
    private const string Issuer = "https://acme.example/tenant";

    private const string Good = """
        "authorization_endpoint":"https://login.example/authorize","token_endpoint":"https://login.example/token"
        """;

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("<html>", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "its issuer is missing")]
    [InlineData($$"""{"issuer":7,{{Good}}}""", "its issuer is missing")]
    [InlineData($$"""{"issuer":"https://acme.example/tenant/",{{Good}}}""", "its issuer is https://acme.example/tenant/")]
    [InlineData($$"""{"issuer":"https://evil.example",{{Good}}}""", "its issuer is https://evil.example")]
    [InlineData($$"""{"issuer":"https://evil.example","issuer":"https://acme.example/tenant",{{Good}}}""", "says a thing twice")]
    [InlineData("""{"issuer":"https://acme.example/tenant","token_endpoint":"https://a.example/"}""", "authorization_endpoint is missing")]
    [InlineData(
        """{"issuer":"https://acme.example/tenant","authorization_endpoint":"http://a.example/","token_endpoint":"https://a.example/"}""",
        "authorization_endpoint must be https")]
    [InlineData(
        """{"issuer":"https://acme.example/tenant","authorization_endpoint":"javascript:alert(1)","token_endpoint":"https://a.example/"}""",
        "authorization_endpoint must be an absolute https address")]
    [InlineData($$"""{"issuer":"https://acme.example/tenant","revocation_endpoint":"file:///etc/passwd",{{Good}}}""", "revocation_endpoint")]
    public void An_invalid_document_is_refused_with_the_reason(string body, string reason)
    {
        var failure = Assert.Throws<MetadataException>(() => Parse(body));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", ClientAuthentication.Basic)]
    [InlineData(""","token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_post"]""", ClientAuthentication.Body)]
    [InlineData(""","token_endpoint_auth_methods_supported":[1,"client_secret_post","client_secret_basic"]""", ClientAuthentication.Basic)]
    public void The_client_authentication_follows_the_metadata(string more, ClientAuthentication expected) =>
        Assert.Equal(expected, Parse($$"""{"issuer":"{{Issuer}}",{{Good}}{{more}}}""").ClientAuthentication);

    [Fact]
    public void Depth_and_a_byte_order_mark_are_accepted()
    {
        Assert.Equal("https://login.example/token", Parse($$"""{{'\uFEFF'}}{"issuer":"{{Issuer}}",{{Good}}}""").TokenEndpoint);
        Assert.Throws<MetadataException>(() => Parse(new string('[', 200_000)));
    }

    private static ProviderMetadata Parse(string body) => MetadataDocument.Parse(
        Encoding.UTF8.GetBytes(body), Issuer, plainHttpIsAllowed: false, DateTimeOffset.UnixEpoch);
}
