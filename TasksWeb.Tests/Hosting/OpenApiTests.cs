using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The description of the API says what there is, all of it and nothing else.</summary>
public sealed partial class OpenApiTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task Every_route_of_the_API_is_described_and_every_described_route_exists()
    {
        var described = (await OperationsAsync()).Select(operation => (operation.Method, operation.Path)).Order().ToList();
        var routes = Routes().Distinct().Order().ToList();

        Assert.Contains(("GET", "/api/tasklists"), routes);
        Assert.Contains(("DELETE", "/external-auth/{connector}/{identifier}"), routes);
        Assert.Equal(routes, described);
    }

    [Fact]
    public async Task Every_operation_says_who_may_call_it()
    {
        foreach (var (method, path, operation) in await OperationsAsync())
        {
            var schemes = operation.TryGetProperty("security", out var security)
                ? security.EnumerateArray().SelectMany(requirement => requirement.EnumerateObject())
                    .Select(scheme => scheme.Name).ToList()
                : [];
            string[] expected = path.StartsWith("/external-auth", StringComparison.Ordinal) ? ["apiKey"]
                : path.StartsWith("/api", StringComparison.Ordinal) ? ["session", "idToken"] : [];
            Assert.True(expected.SequenceEqual(schemes), $"{method} {path}: {string.Join(' ', schemes)}");
        }
    }

    [Fact]
    public async Task Every_response_and_every_body_has_an_example()
    {
        var missing = new List<string>();
        foreach (var (method, path, operation) in await OperationsAsync())
        {
            if (operation.TryGetProperty("requestBody", out var request) && !HasExample(request))
                missing.Add($"{method} {path}: request");
            missing.AddRange(operation.GetProperty("responses").EnumerateObject()
                .Where(response => response.Name != "204" && !HasExample(response.Value))
                .Select(response => $"{method} {path}: {response.Name}"));
        }
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public async Task The_description_is_public()
    {
        using var visitor = _app.Visit();
        using var answer = await visitor.GetAsync("/openapi/v1.json");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("3.", json.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["apiKey", "idToken", "session"],
            json.RootElement.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).Order());
        var broker = json.RootElement.GetProperty("paths")
            .GetProperty("/external-auth/{connector}/{identifier}/token").GetProperty("get");
        Assert.Contains("token", broker.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    private static bool HasExample(JsonElement part) =>
        part.TryGetProperty("content", out var content)
            && content.EnumerateObject().All(media => media.Value.TryGetProperty("example", out _));

    private async Task<List<(string Method, string Path, JsonElement Operation)>> OperationsAsync()
    {
        using var visitor = _app.Visit();
        using var json = JsonDocument.Parse(await (await visitor.GetAsync("/openapi/v1.json")).Content.ReadAsStringAsync());
        return
        [
            .. from path in json.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where operation.Name is "get" or "head" or "options" or "post" or "put" or "patch" or "delete"
               select (operation.Name.ToUpperInvariant(), path.Name, operation.Value.Clone()),
        ];
    }

    private IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "{${name}}")
        where ApiPath().IsMatch(path)
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        select (method, path);

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Constraint();

    [GeneratedRegex("^/(api/|external-auth|[.]well-known/)", RegexOptions.ExplicitCapture)]
    private static partial Regex ApiPath();
}
