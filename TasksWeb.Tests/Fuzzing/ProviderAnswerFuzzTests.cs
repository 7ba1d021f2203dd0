using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TasksWeb.GoogleTasks;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Endpoint;

namespace TasksWeb.Tests.Fuzzing;

/// <summary>Whatever a provider sends, it is read or refused with a reason.</summary>
public sealed class ProviderAnswerFuzzTests
{
    private const string Issuer = "https://acme.example/tenant";

    private static readonly int[] Statuses = [200, 201, 204, 299, 302, 400, 401, 403, 410, 422, 429, 500, 503];

    private static readonly byte[][] Answers =
    [
        .. new[]
        {
            """{"access_token":"a","refresh_token":"r","token_type":"bearer","expires_in":60,"scope":"one two","id_token":"e.e.e"}""",
            "access_token=a&refresh_token=r&token_type=bearer&expires_in=60&scope=one%2Ctwo",
            """{"status":0,"body":{"access_token":"a","scope":["one","two"],"refresh_token_expires_in":"5"}}""",
            """{"error":"invalid_grant","error_description":"Token has been expired or revoked."}""",
            """{"error":{"code":190,"type":"OAuthException","message":"expired"}}""",
            """{"errors":[{"errorType":"invalid_grant"}],"success":false}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void An_answer_of_a_token_endpoint_is_classified() => Mutation.Check(
        3000, Gen.Elements(Statuses).Zip(Mutation.Of(Answers)), answer =>
        {
            var (status, body) = answer;

            var read = TokenResponseParser.Parse((HttpStatusCode)status, null, body, null, "team.id");

            if (read is not TokenResponse.Granted granted)
                return;
            Assert.InRange(status, 200, 299);
            Assert.DoesNotContain(granted.AccessToken, letter => letter is < '!' or > '~');
            Assert.True(granted.Lifetime is null || granted.Lifetime <= TimeSpan.FromDays(366), $"{granted.Lifetime}");
        });

    [Fact]
    public void A_metadata_document_is_believed_for_its_issuer_over_https_only() => Mutation.Check(
        3000,
        Mutation.Of(
            $$"""{"issuer":"{{Issuer}}","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t","jwks_uri":"https://a.example/k","code_challenge_methods_supported":["S256"]}""",
            $$"""{"issuer":"{{Issuer}}","authorization_endpoint":"https://a.example/a","token_endpoint":"https://a.example/t","token_endpoint_auth_methods_supported":["client_secret_post"]}"""),
        text =>
        {
            try
            {
                var read = MetadataDocument.Parse(Encoding.UTF8.GetBytes(text), Issuer, plainHttpIsAllowed: false, default);
                Assert.StartsWith("https://", read.TokenEndpoint, StringComparison.OrdinalIgnoreCase);
                Assert.StartsWith("https://", read.AuthorizationEndpoint, StringComparison.OrdinalIgnoreCase);
            }
            catch (MetadataException)
            {
                // Refused with a reason.
            }
        });

    [Fact]
    public void A_page_of_a_list_is_split_or_refused() => Mutation.Check(
        3000, Mutation.Of("""{"kind":"tasks#tasks","items":[{"id":"1","title":"a"},{"id":"2"}],"nextPageToken":"n"}""", """{"items":[]}""", "{}"),
        text =>
        {
            try
            {
                var page = JsonItems.Parse(Encoding.UTF8.GetBytes(text), default);
                if (!page.Array.IsEmpty)
                    Assert.Equal(JsonValueKind.Array, JsonElement.Parse(page.Array.Span).ValueKind);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // A failure of the provider.
            }
        });

    [Fact]
    public void Nesting_and_length_cost_what_their_size_allows()
    {
        foreach (var piece in new[] { "[", "{\"a\":", "\"", "a=b&", "\\", "{\"error\":[" })
            Mutation.CostsWhatItsSizeAllows(
                length => string.Concat(Enumerable.Repeat(piece, length / piece.Length)),
                text => TokenResponseParser.Parse(HttpStatusCode.OK, null, Encoding.UTF8.GetBytes(text)));
    }
}
