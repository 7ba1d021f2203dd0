using System.Net.Http.Headers;
using System.Text;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Api;

/// <summary>
/// Ten thousand malformed requests: each is refused or does what it says.
/// </summary>
public sealed class MalformedTasksTests
{
    private const int Requests = 10_000;
    private const int SideBySide = 16;

    private static readonly string[] Paths =
    [
        "POST /api/tasklists", "PATCH /api/tasklists/{0}", "DELETE /api/tasklists/{0}", "POST /api/tasklists/{0}/clear",
        "GET /api/tasklists/{0}/tasks", "POST /api/tasklists/{0}/tasks", "GET /api/tasklists/{0}/tasks/{1}",
        "PATCH /api/tasklists/{0}/tasks/{1}", "DELETE /api/tasklists/{0}/tasks/{1}", "POST /api/tasklists/{0}/tasks/{1}/move",
    ];

    private static readonly string[] Ids =
    [
        "@default", "none", "..", ".", "%2E%2E", "%2e%2e%2f%2e%2e", "%2F", "%5C..%5C", "%00", "%0d%0aX-Evil:1", "%E0%80%80",
        "%FF%FE", "%u0000",
        "a%20b", "%F0%9F%98%80", "%E2%80%AE", "?", "#", ";x=y", "@default%3Falt=media", "%25%32%65", "{0}", "*", "~", "%7B%7D",
        "'--", "<script>",
    ];

    private static readonly string[] Queries =
    [
        "", "?", "?parent", "?parent=%00", "?previous=%FF", "?destinationTasklist=..", "?destinationTasklist=%2F..%2F",
        "?showHidden=%27",
        "?updatedMin=9999-99-99T99:99:99Z", "?dueMin=0001-01-01T00:00:00-23:59", "?completedMax=2026-01-01T00:00:00+25:00",
        "?pageToken=%F0", "?maxResults=-1",
        "?maxResults=99999999999999999999", "?parent=a&parent=b", "?&&&=&=", "?%5B%5D=1", "?alt=media", "?key=x",
        "?fields=items(", "?%00=1",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "0", "\"", "{\"title\":\"x\"}", "{\"title\":null}", "{\"title\":{}}", "{\"title\":\"\\ud800\"}",
        "{\"\\ud800\":1}", "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"due\":\"0000-00-00\"}", "{\"due\":\"0001-01-01T00:00:00+14:00\"}", "{\"due\":\"9999-12-31T23:59:59-14:00\"}",
        "{\"completed\":\"T\"}", "{\"status\":\"\\u0000\"}",
        "{\"deleted\":1e999}", "{\"notes\":\"\\u0000\\u202e\"}", "{\"x\":", "{\"id\":\"..\",\"position\":-1}", "\uFEFF{}",
        "{\"title\":\"x\"} trailing", "{'title':'x'}",
        "{\"links\":[[[[[[[[[[[[]]]]]]]]]]]]}", "{/**/}", "{\"title\":NaN}", "<xml/>", "title=x", "{\"title\":\"" + "é\"}",
        "{\"__proto__\":{}}",
    ];

    private static readonly string[] Etags =
        ["", "\"x\"", "*", "W/\"x\"", "x", "\"\"", "\"a\", \"b\"", new string('e', 2000), ",,,", "\t"];

    private static readonly string[] Types = ["application/json", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json"];

    [Fact]
    public async Task Ten_thousand_malformed_requests_never_cause_a_5xx()
    {
        await using var app = await TestApp.StartAsync(settings: new() { ["RateLimits:Enabled"] = "false" });
        using var visitor = await app.SignInAsync("Alex Smith");
        app.Sandbox.Traffic.Reset();
        var statuses = new int[600];

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = SideBySide },
            async (number, cancellationToken) =>
            {
                // The number is the seed: a failure names it.
                using var request = Make(visitor.App, new Random(number));
                using var answer = await visitor.SendAsync(request, cancellationToken);
                var status = (int)answer.StatusCode;
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                Assert.True(status < 500, $"{number}: {request.Method} {request.RequestUri} {status} {text}");
                // The server itself refuses what is not HTTP, without a body.
                if (status >= 400 && text.Length > 0
                    && answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/api", StringComparison.Ordinal))
                    Assert.True(
                        answer.Content.Headers.ContentType?.MediaType == "application/problem+json",
                        $"{number}: {status} {text}");
                Interlocked.Increment(ref statuses[status]);
            });

        // Some are accepted, many refused by us or Google, and no call went to another path.
        foreach (var status in new[] { 200, 201, 204, 400, 404, 405 })
            Assert.True(statuses[status] > 0, $"{status} never came.");
        Assert.All(
            app.Sandbox.Traffic.Calls.Keys,
            path => Assert.Matches("^/tasks/v1/(users/@me/lists|lists/[^/]*/(tasks|clear))", path));
    }

    private static HttpRequestMessage Make(Uri app, Random random)
    {
        var parts = Pick(Paths, random).Split(' ');
        var path = parts[1].Replace("{0}", Id(random), StringComparison.Ordinal)
            .Replace("{1}", Id(random), StringComparison.Ordinal);
        var address = new Uri(
            app.GetLeftPart(UriPartial.Authority) + path + Pick(Queries, random),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), address);
        if (parts[0] is "POST" or "PATCH")
            request.Content = new ByteArrayContent(Body(random)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(Pick(Types, random)) } };
        if (random.Next(3) == 0)
            request.Headers.TryAddWithoutValidation("If-Match", Pick(Etags, random));
        return request;
    }

    /// <summary>Half of the ids are the default list's, so that requests get far.</summary>
    private static string Id(Random random) =>
        random.Next(2) == 0 ? "@default" : Pick(Ids, random).Replace("#", "%23", StringComparison.Ordinal);

    /// <summary>A body as it is, with one byte changed, or truncated.</summary>
    private static byte[] Body(Random random)
    {
        var body = Encoding.UTF8.GetBytes(Pick(Bodies, random));
        switch (random.Next(4))
        {
            case 0 when body.Length > 0:
                body[random.Next(body.Length)] = (byte)random.Next(256);
                return body;
            case 1:
                return body[..random.Next(body.Length + 1)];
            default:
                return body;
        }
    }

    private static string Pick(string[] of, Random random) => of[random.Next(of.Length)];
}
