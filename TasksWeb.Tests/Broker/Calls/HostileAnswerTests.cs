using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>Answers of an API that break HTTP, or that return the token where a program does not look for it.</summary>
public sealed class HostileAnswerTests : IAsyncLifetime
{
    private const string Identifier = "customer-7";

    private readonly RawUpstream _upstream = new();

    private TestApp _app = null!;

    public async Task InitializeAsync()
    {
        await using var other = await Upstream.StartAsync();
        _app = await CallFixture.StartAsync(other, more: new()
        {
            ["Connectors:echo:ApiBaseAddress"] = new Uri(_upstream.Address, "base/").AbsoluteUri,
        });
        (await _app.ObtainAsync(CallFixture.Caller, Identifier, _app.Sandbox.Accounts.Alex, "echo")).Dispose();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    [Theory]
    [InlineData("200 {token}", "200 OK")]
    [InlineData("404 no {token} here", "404 Not Found")]
    [InlineData("299 {token}", "299 ")]
    [InlineData("200 \u00e9\u0080", "200 OK")]
    public async Task A_reason_phrase_is_the_standard_one_of_the_status(string status, string expected)
    {
        var (start, headers, body) = await CallAsync($"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok");

        Assert.Equal($"HTTP/1.1 {expected}", start);
        Assert.Contains("Content-Length: 2", headers);
        Assert.Equal("ok", body);
    }

    [Theory]
    [InlineData("{token}: x")]
    [InlineData("X-{token}-Y: x")]
    [InlineData("X-Echo: Bearer {token}")]
    public async Task A_header_that_holds_the_token_is_left_out(string header)
    {
        var (start, headers, _) = await CallAsync($"HTTP/1.1 200 OK\r\n{header}\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nok");

        Assert.Equal("HTTP/1.1 200 OK", start);
        Assert.Contains("X-Kept: yes", headers);
    }

    [Theory]
    [InlineData("204 No Content", "Content-Length: 2\r\n\r\nok")]
    [InlineData("204 No Content", "Content-Length: 0\r\n\r\n")]
    [InlineData("204 No Content", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("204 No Content", "\r\n")]
    [InlineData("205 Reset Content", "Content-Length: 2\r\n\r\nok")]
    [InlineData("205 Reset Content", "Content-Length: 0\r\n\r\n")]
    [InlineData("205 Reset Content", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    [InlineData("205 Reset Content", "\r\nok")]
    [InlineData("304 Not Modified", "Content-Length: 2\r\n\r\n")]
    [InlineData("304 Not Modified", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]
    public async Task An_answer_whose_status_has_no_body_arrives_without_one(string status, string rest)
    {
        var (start, headers, body) = await CallAsync($"HTTP/1.1 {status}\r\nETag: \"1\"\r\n{rest}");

        Assert.Equal($"HTTP/1.1 {status}", start);
        Assert.Contains("ETag: \"1\"", headers);
        Assert.DoesNotContain(headers, static header =>
            header.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            || (header.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase) && header != "Content-Length: 0"));
        Assert.Equal("", body);
    }

    [Fact]
    public async Task The_answer_to_HEAD_keeps_its_length()
    {
        var (start, headers, body) = await CallAsync("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", "HEAD");

        Assert.Equal("HTTP/1.1 200 OK", start);
        Assert.Contains("Content-Length: 99", headers);
        Assert.Equal("", body);
    }

    [Theory]
    [InlineData("HTTP/1.1 000 {token}\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 099 {token}\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 101 {token}\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 199 {token}\r\n\r\n")]
    [InlineData("HTTP/1.1 600 {token}\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 999 {token}\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("{token}\r\n\r\n")]
    [InlineData("")]
    public async Task An_answer_without_a_valid_status_is_a_failure_of_the_provider(string answer)
    {
        var (start, _, body) = await CallAsync(answer);

        Assert.Equal("HTTP/1.1 503 Service Unavailable", start);
        Assert.Contains("\"provider_unavailable\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_informational_answer_before_the_final_one_is_skipped()
    {
        var (start, _, body) = await CallAsync(
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.Equal(("HTTP/1.1 200 OK", "ok"), (start, body));
    }

    /// <returns>The answer of the app, in which the token is nowhere.</returns>
    private async Task<(string Start, string[] Headers, string Body)> CallAsync(string answer, string method = "GET")
    {
        _upstream.Answer = answer;
        var text = await RawRequest.SendAsync(
            _app.Address,
            $"{method} /external-auth/echo/{Identifier}/call/files HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n"
            + $"X-Api-Key: {CallFixture.Caller}\r\nConnection: close\r\n\r\n").WaitAsync(TimeSpan.FromMinutes(1));
        Assert.DoesNotContain("ya29.", text, StringComparison.OrdinalIgnoreCase);
        var (head, body) = text.Split("\r\n\r\n", 2) is [var first, var second] ? (first, second) : (text, "");
        var lines = head.Split("\r\n");
        return (lines[0], lines[1..], body);
    }
}
