using System.Net;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.SignIn;

public sealed class SignInTests
{
    [Fact]
    public async Task A_person_signs_in_sees_the_lists_and_signs_out()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = app.Visit();

        var page = await visitor.SignInAsync("Hanako Yamada");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("/tasks", page.Address.AbsolutePath);
        Assert.Contains("Hanako Yamada", page.Document.Body!.TextContent, StringComparison.Ordinal);

        using var lists = JsonDocument.Parse(await (await visitor.GetAsync("/api/tasklists")).Content.ReadAsStringAsync());
        Assert.True(lists.RootElement.GetArrayLength() > 1);

        var landing = await visitor.PressAsync(page, "Sign out");
        Assert.Equal("/", landing.Address.AbsolutePath);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/tasklists")).StatusCode);
    }
}
