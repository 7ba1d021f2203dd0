using System.Net;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker;

/// <summary>No two addresses mean the same identifier unless they are percent-encodings of the same text.</summary>
public sealed class BrokerPathTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private readonly TestApp _app = fixture.App;

    [Theory]
    [InlineData("%FF")]
    [InlineData("a%C3")]
    [InlineData("%C3%28")]
    [InlineData("%C0%AF")]
    [InlineData("%ED%A0%80")]
    [InlineData("%25%FF")]
    [InlineData("100%")]
    [InlineData("%zz")]
    [InlineData("%%2525")]
    public async Task An_identifier_that_is_not_percent_encoded_UTF8_is_an_invalid_request(string identifier)
    {
        foreach (var after in (string[])["", "/token", "/call/files"])
        {
            var answer = await RawRequest.GetAsync(
                _app.Address, $"/external-auth/google_drive/{identifier}{after}", $"X-Api-Key: {BrokerFixture.Reports}");

            Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
            Assert.Contains("\"invalid_request\"", answer, StringComparison.Ordinal);
            Assert.Contains("identifier: ", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("100%")]
    [InlineData("50%25FF")]
    [InlineData("ré sumé\U0001F600")]
    public async Task An_identifier_that_contains_a_percent_sign_is_that_text(string identifier)
    {
        using var saved = await _app.ObtainAsync(BrokerFixture.Reports, identifier, _app.Sandbox.Accounts.Add(identifier));

        using var state = await _app.BrokerAsync(
            HttpMethod.Get, BrokerFixture.Reports, $"google_drive/{Uri.EscapeDataString(identifier)}");

        Assert.Equal(HttpStatusCode.OK, state.StatusCode);
        using var json = JsonDocument.Parse(await state.Content.ReadAsStringAsync());
        Assert.Equal(identifier, json.RootElement.GetProperty("identifier").GetString());
    }
}
