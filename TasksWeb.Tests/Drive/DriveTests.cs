using System.Net;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Drive;

/// <summary>Seed 002's first example: the files of a person, through the one refresh-and-retry filter.</summary>
public sealed class DriveTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private readonly TestApp _app = fixture.App;

    [Fact]
    public async Task The_ten_latest_files_are_listed_without_the_trash()
    {
        using var visitor = await ConnectedAsync();

        var files = await visitor.JsonAsync("/api/drive/files");

        Assert.Equal(10, files.GetArrayLength());
        var times = files.Texts("modifiedTime");
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.Equal("京都旅行のしおり", files[0].GetProperty("name").GetString());
        Assert.Equal("application/vnd.google-apps.document", files[0].GetProperty("mimeType").GetString());
        Assert.StartsWith("https://drive.google.com/", files[0].GetProperty("webViewLink").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Thrown away", files.Texts("name"));
        Assert.All(files.Texts("id"), id => Assert.NotEqual("", id));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(25, 25)]
    [InlineData(1000, 36)]
    public async Task As_many_are_listed_as_are_asked_for(int pageSize, int count)
    {
        using var visitor = await ConnectedAsync();

        Assert.Equal(count, (await visitor.JsonAsync($"/api/drive/files?pageSize={pageSize}")).GetArrayLength());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("9999999999999999999")]
    public async Task A_page_size_that_cannot_be_is_named(string pageSize)
    {
        using var visitor = await _app.SignInAsync();

        var problem = await (await visitor.GetAsync($"/api/drive/files?pageSize={pageSize}"))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");

        Assert.StartsWith("pageSize: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_and_the_call_sent_again()
    {
        using var visitor = await ConnectedAsync();
        var before = _app.Sandbox.ExchangeCount;
        _app.Sandbox.Grants.ExpireAccessTokens(_app.Sandbox.Accounts.Hanako);

        Assert.Equal(10, (await visitor.JsonAsync("/api/drive/files")).GetArrayLength());
        Assert.Equal(before + 1, _app.Sandbox.ExchangeCount);
    }

    [Fact]
    public async Task Without_a_connection_the_response_says_where_to_connect()
    {
        using var visitor = await _app.SignInAsync("Alex Smith");

        var problem = await (await visitor.GetAsync("/api/drive/files")).ProblemAsync(HttpStatusCode.NotFound, "no_tokens");

        Assert.Equal("/connections/google_drive?returnUrl=%2Fprofile", problem.GetProperty("authorizeUrl").GetString());
    }

    [Theory]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.Empty)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Drop)]
    public async Task An_unreadable_response_is_a_failure_of_the_provider(FaultKind kind)
    {
        using var visitor = await ConnectedAsync();
        var fault = _app.Sandbox.Faults.Add(Fault.Of("drive", kind, times: 0));

        using var answer = await visitor.GetAsync("/api/drive/files");
        _app.Sandbox.Faults.Clear(fault);

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "provider_unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Files_need_a_session()
    {
        using var visitor = _app.Visit();

        await (await visitor.GetAsync("/api/drive/files")).ProblemAsync(HttpStatusCode.Unauthorized, "signed_out");
    }

    private async Task<Visitor> ConnectedAsync()
    {
        await _app.ConnectAsync("google_drive", _app.Sandbox.Accounts.Hanako);
        return await _app.SignInAsync();
    }
}
