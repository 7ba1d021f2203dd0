using System.Text;
using Microsoft.AspNetCore.Http.Features;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>
/// Thousands of paths and headers that try to leave the base address, from a fixed seed. What counts is what the
/// API was asked.
/// </summary>
public sealed class HostileCallTests(CallFixture fixture) : IClassFixture<CallFixture>
{
    private const int Count = 4000;
    private const int Seed = 20261129;

    private static readonly string[] Pieces =
    [
        "files", "a", ".", "..", "...", "%2e", "%2E%2e", ".%2e", "%252e%252e", "%2f", "%2F", "%5c", "\\", "%255c", "//", "/", "/", "/",
        ";", "..;", ";x=..", "%00", "%0d%0a", "%0a", "%09", "%20", " ", "\t", "%c0%ae", "%c0%af", "%e0%80%af", "%ff", "%EF%BC%8F",
        "%EF%BC%8E%EF%BC%8E", "%E2%80%A5", "%u002e", "%", "%2", "%zz", "@", ":", "http:", "https://evil.example/", "@evil.example",
        "?", "#", "%3f", "%23", "base", "v1", "v2", "..%2f..%2fv2", "call", "é", "\u0001", "~", "*", "|", "<", ">", "\"", "`", "{", "}",
    ];

    private static readonly string[] Queries =
    [
        "", "", "?", "?q=a", "?access_token=ya29.mine", "?%61ccess_token=x", "?oauth_token=x", "?x=../..", "?x=%0d%0aHost:evil", "?#y", "?a?b",
        "?$httpMethod=DELETE", "?%24HTTPmethod=DELETE", "?a=b&$httpHeaders=authorization%3A%20mine", "?bearer_token=mine",
        "?access_token[]=mine", "?a&oauth_token%5b0%5d=mine", "?$httpMethod[]=DELETE", "?access.token=mine", "?oauth[token=mine",
    ];

    /// <summary>Headers that name another client, host or method to some servers.</summary>
    private static readonly string[] Impersonating =
    [
        "X-Client-IP", "True-Client-IP", "X-Cluster-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP", "X-Original-Host",
        "X-Host", "X-Original-Forwarded-For", "X-HTTP-Verb-Override", "X-HTTP-Verb", "X-Request-Method", "X-Method", "x_method",
        "Front-End-Https", "X-URL-Scheme",
    ];

    private static readonly string[] Headers =
    [
        "Cookie: a=b", "Set-Cookie: a=b", "Authorization: Bearer mine", "X-Forwarded-Host: evil.example", "x_forwarded_for: 1",
        "X-Forwarded-Proto: https", "Forwarded: host=evil", "Proxy-Authorization: Basic x", "Proxy-Connection: keep-alive",
        "X-HTTP-Method-Override: DELETE", "X-Original-URL: /v2/files", "X-Rewrite-URL: /v2", "Connection: close, X-Drop", "X-Drop: 1", "TE: trailers",
        "Upgrade: websocket", "Expect: 100-continue", "Clear-Site-Data: \"*\"", "Service-Worker-Allowed: /", "Host2: evil", "X-Real-IP: 1",
        "Connection: close, Authorization", "Keep-Alive: 5", "Via: 1.1 evil", "Accept: */*", "X-Kept: yes",
        .. Impersonating.Select(name => name + ": evil"),
    ];

    private static readonly HashSet<string> NeverSeen = new(StringComparer.OrdinalIgnoreCase)
    {
        "Cookie", "Set-Cookie", "X-Api-Key", "X-Forwarded-Host", "x_forwarded_for", "X-Forwarded-Proto", "Forwarded", "Proxy-Authorization",
        "Proxy-Connection", "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "TE", "Upgrade", "Expect", "Clear-Site-Data",
        "Service-Worker-Allowed", "X-Real-IP", "Keep-Alive", "Via", "Connection",
    };

    [Fact]
    public async Task No_path_or_header_leaves_the_base_address_and_no_token_is_returned()
    {
        var random = new Random(Seed);
        var (passed, refused) = await SendAllAsync(identifier =>
            Enumerable.Range(0, Count).Select(_ => Request(random, identifier)));

        // A test in which nothing or everything passes shows nothing.
        Assert.True(passed > Count / 50, $"{passed} passed");
        Assert.True(refused > Count / 3, $"{refused} refused");
    }

    /// <summary>Every piece before every other one, beside it and as a segment of its own, each with another query and header.</summary>
    [Fact]
    public async Task No_pair_of_pieces_leads_a_call_out_of_its_place_and_no_token_comes_back()
    {
        var pairs = Pieces.Distinct().SelectMany(_ => Pieces.Distinct(), (one, other) => (one, other))
            .SelectMany(_ => (string[])["", "/"], (pair, between) => pair.one + between + pair.other).Distinct().ToList();
        Assert.True(Count + pairs.Count >= 10_000, $"{pairs.Count} pairs");

        var (passed, refused) = await SendAllAsync(identifier => pairs.Select((path, index) => Request(
            $"/external-auth/echo/{identifier}/call/{path}{Queries[index % Queries.Length]}",
            Headers[index % Headers.Length] + "\r\n")));

        Assert.True(passed > 100, $"{passed} passed");
        Assert.True(refused > pairs.Count / 3, $"{refused} refused");
    }

    /// <summary>Half of the paths begin in the prefix, and all of them try to leave it.</summary>
    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task No_path_leaves_the_prefix_of_a_key(string method)
    {
        var random = new Random(Seed);
        string[] starts = ["", "files", "files/", "files/a/"];
        var (passed, refused) = await SendAllAsync(
            identifier => Enumerable.Range(0, Count).Select(_ => Request(
                random, identifier, starts[random.Next(starts.Length)], CallFixture.Writer, method)),
            CallFixture.Writer, method, "/base/v1/files");

        Assert.True(passed > Count / 50, $"{passed} passed");
        Assert.True(refused > Count / 3, $"{refused} refused");
    }

    /// <summary>Google's APIs read the method and headers of a call from its query: a key for GET could delete.</summary>
    [Theory]
    [InlineData("$httpMethod=DELETE")]
    [InlineData("%24HTTPMETHOD=DELETE")]
    [InlineData("a=b&$httpHeaders=authorization%3A%20mine")]
    [InlineData("a=b&+%24httpheaders%20=x")]
    public async Task A_query_that_changes_method_or_headers_is_refused(string query)
    {
        var identifier = await fixture.ConnectAsync();
        var before = fixture.Upstream.Seen.Count;

        using var answer = await fixture.CallAsync(identifier, $"files?{query}");

        await answer.ProblemAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(before, fixture.Upstream.Seen.Count);
    }

    [Theory]
    [InlineData("access_token=mine")]
    [InlineData("Bearer_Token=mine")]
    [InlineData("a=b&bearer%5Ftoken=mine")]
    [InlineData("access_token[]=mine")]
    [InlineData("access.token=mine")]
    [InlineData("a=b&access+token=mine")]
    [InlineData("access[token=mine")]
    [InlineData("a;+oauth_token%20%5B0%5D=mine")]
    public async Task A_token_of_the_callers_own_in_the_query_is_refused(string query)
    {
        var identifier = await fixture.ConnectAsync();
        var before = fixture.Upstream.Seen.Count;

        using var answer = await fixture.CallAsync(identifier, $"files?{query}");

        await answer.ProblemAsync(System.Net.HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(before, fixture.Upstream.Seen.Count);
    }

    private async Task<(int Passed, int Refused)> SendAllAsync(
        Func<string, IEnumerable<string>> requests, string key = CallFixture.Caller, string method = "GET",
        string prefix = "/base/v1")
    {
        var identifier = await fixture.ConnectAsync(key);
        // The API repeats in each part of its head what it was sent.
        fixture.Upstream.Answer = context =>
        {
            var token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = token;
            context.Response.Headers[$"X-{token}"] = "value";
            context.Response.Headers["X-Echo"] = context.Request.Headers.Authorization;
            context.Response.Headers["Set-Cookie"] = "token=" + context.Request.Headers.Authorization;
            return Upstream.Ok(context);
        };
        var (passed, refused) = (0, 0);
        foreach (var request in requests(identifier))
        {
            var before = fixture.Upstream.Seen.Count;
            var answer = await RawRequest.SendAsync(fixture.App.Address, request);

            var status = answer.Length > 12 ? answer[9..12] : "none";
            refused += status is "400" or "403" ? 1 : 0;
            Assert.True(status[0] is not '5', $"{request}\n{answer}");
            Assert.DoesNotContain("ya29.", answer, StringComparison.Ordinal);
            var seen = fixture.Upstream.Seen.Skip(before).ToList();
            Assert.True(seen.Count <= 1, request);
            Assert.All(seen, call => AssertInPlace(call, request, method, prefix));
            passed += seen.Count;
        }
        return (passed, refused);
    }

    private static void AssertInPlace(SeenCall call, string request, string method, string prefix)
    {
        Assert.StartsWith("/base/v1/", call.Target, StringComparison.Ordinal);
        var path = call.Target.Split('?')[0];
        for (var i = 0; i < 4; i++)
        {
            Assert.StartsWith($"{prefix}/", path + "/", StringComparison.Ordinal);
            var segments = path["/base/v1/".Length..].Split('/');
            Assert.False(
                segments.Any(segment => segment.Split(';')[0] is "." or "..") || segments.AsSpan()[..^1].Contains("")
                    || path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl),
                $"{call.Target}\n{request}");
            path = Uri.UnescapeDataString(path).Normalize(NormalizationForm.FormKC);
        }
        Assert.Equal(method, call.Method);
        Assert.DoesNotContain("mine", call.Target, StringComparison.Ordinal);
        Assert.DoesNotContain("$http", Uri.UnescapeDataString(call.Target), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(call.Headers.Keys, NeverSeen.Contains);
        Assert.DoesNotContain(call.Headers.Keys, name => Impersonating.Contains(name, StringComparer.OrdinalIgnoreCase));
        Assert.StartsWith("Bearer ya29.", call.Headers["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("mine", call.Headers["Authorization"], StringComparison.Ordinal);
    }

    private string Request(
        Random random, string identifier, string start = "", string key = CallFixture.Caller, string method = "GET")
    {
        var path = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        if (random.Next(4) == 0)
            path = string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var target = $"/external-auth/echo/{identifier}/call/{start}{path}{Queries[random.Next(Queries.Length)]}";
        if (random.Next(20) == 0)
            target = $"http://{(random.Next(2) == 0 ? fixture.App.Address.Authority : "evil.example")}{target}";
        var headers = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => Headers[random.Next(Headers.Length)] + "\r\n"));
        return Request(target, headers, key, method);
    }

    private string Request(string target, string headers, string key = CallFixture.Caller, string method = "GET") =>
        $"{method} {target} HTTP/1.1\r\nHost: {fixture.App.Address.Authority}\r\nX-Api-Key: {key}\r\n{headers}"
        + (method == "GET" ? "" : "Content-Length: 0\r\n")
        + (headers.Contains("Connection: close", StringComparison.Ordinal) ? "\r\n" : "Connection: close\r\n\r\n");
}
