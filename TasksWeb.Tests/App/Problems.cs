using System.Net;
using System.Text.Json;

namespace TasksWeb.Tests.App;

/// <summary>Reads problem details, and pages that say the same in words.</summary>
public static class Problems
{
    /// <summary>Checks everything that RFC 9457 and the app promise, and returns the members.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(text);
        var problem = json.RootElement.Clone();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return problem;
    }

    /// <summary>Checks that a page tells a person what happened and offers one button; returns where it leads.</summary>
    public static string OneButton(this Page page, HttpStatusCode status, string code)
    {
        Assert.True(status == page.Status, $"{page.Address.PathAndQuery}: {(int)page.Status} {page.Heading} {page.Document.QuerySelector("main .trace")?.TextContent}");
        Assert.NotEqual("", page.Heading);
        Assert.NotEqual("", page.Document.QuerySelector("main .lead")!.TextContent.Trim());
        Assert.Contains(
            $"{code} ({(int)status})", page.Document.QuerySelector("main .trace")!.TextContent, StringComparison.Ordinal);
        var button = Assert.Single(page.Document.QuerySelectorAll("main a, main button, main input"));
        Assert.NotEqual("", button.TextContent.Trim());
        return button.GetAttribute("href")!;
    }
}
