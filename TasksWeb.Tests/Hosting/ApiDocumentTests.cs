using System.Text.Json;
using System.Text.RegularExpressions;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>docs/api.md lists the operations of the OpenAPI document, no more and no less.</summary>
public sealed partial class ApiDocumentTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Every_operation_is_in_the_API_guide_and_every_listed_one_exists()
    {
        using var visitor = fixture.App.Visit();
        using var response = await visitor.GetAsync("/openapi/v1.json");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .ToList();

        var listed = Rows().Matches(RepositoryFiles.Read("docs/api.md")).Select(row => row.Groups["operation"].Value)
            .ToList();

        Assert.NotEmpty(described);
        Assert.Equal([], described.Except(listed, StringComparer.Ordinal));
        Assert.Equal([], listed.Except(described, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(?<operation>[A-Z]+ /(api/|external-auth|\.well-known/)[^`?]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rows();
}
