using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;

namespace TasksWeb.Tests.Hosting;

/// <summary>Ten thousand malformed inputs at every endpoint: the response is 4xx, never 5xx.</summary>
public sealed class MalformedInputTests : IAsyncLifetime
{
    private const int Inputs = 10_000;
    private const int Connections = 8;

    private TestApp _app = null!;

    /// <summary>Every connector has its credentials: one without answers 500 to the best of requests.</summary>
    private static readonly Dictionary<string, string?> Settings = new(
        BrokerFixture.Settings.Where(setting => setting.Value is not ""))
    {
        ["RateLimits:Enabled"] = "false",
    };

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(settings: Settings);

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("GET pages")]
    [InlineData("POST pages")]
    [InlineData("/auth")]
    [InlineData("/api")]
    [InlineData("/external-auth")]
    public async Task Malformed_inputs_get_a_4xx_response(string entrance)
    {
        using var visitor = await _app.SignInAsync();
        var cookie = $"Cookie: tasksweb={visitor.Secret()}";
        string[] credentials = entrance switch
        {
            "/external-auth" => [$"X-Api-Key: {BrokerFixture.Reports}", $"X-Api-Key: {BrokerFixture.Insight}"],
            "GET pages" => [],
            _ => [cookie],
        };
        var routes = RoutesOf(entrance);
        Assert.NotEmpty(routes);
        var statuses = new ConcurrentDictionary<int, int>();
        var failed = new ConcurrentQueue<string>();

        await Parallel.ForAsync(0, Connections, async (number, _) =>
        {
            var inputs = new MalformedInputs(number, _app.Address.Authority, routes, credentials);
            using var connection = new RawConnection(_app.Address);
            for (var i = 0; i < Inputs / Connections; i++)
            {
                var input = inputs.Next();
                var status = await connection.SendAsync(input) ?? 0;
                statuses.AddOrUpdate(status, 1, static (_, count) => count + 1);
                // 505: the version of HTTP that was asked for, so the sender's fault too.
                if (status >= 500 && status != StatusCodes.Status505HttpVersionNotsupported)
                    failed.Enqueue($"{status}: {Encoding.Latin1.GetString(input)}");
            }
        });

        Assert.True(failed.IsEmpty, string.Join("\n---\n", failed.Take(5)));
        Assert.Equal(Inputs, statuses.Values.Sum());
        Assert.True(
            statuses.Where(status => status.Key >= 400).Sum(status => status.Value) > Inputs / 4, string.Join(' ', statuses));
        // One of them may have been the sign-out.
        using var next = await _app.SignInAsync();
        using var alive = await next.GetAsync("/tasks");
        Assert.True(alive.IsSuccessStatusCode);
    }

    /// <summary>From the app's own table, so that a new route is an entrance without anybody's thinking of it.</summary>
    private (string Method, string Pattern)[] RoutesOf(string entrance) =>
    [
        .. from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
               || endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           // These two end the session that the others are made in.
           where !path.StartsWith("/auth/logout", StringComparison.Ordinal) && path != "/profile/delete"
           where EntranceOf(method, path) == entrance
           select (method, path),
    ];

    private static string EntranceOf(string method, string path) =>
        Array.Find(["/auth", "/api", "/external-auth"], prefix => path.StartsWith(prefix, StringComparison.Ordinal))
            ?? $"{(method == "GET" ? "GET" : "POST")} pages";
}
