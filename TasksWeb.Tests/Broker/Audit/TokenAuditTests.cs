using System.Net;
using System.Text.Json;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Audit;

/// <summary>The audit entries that a key can read.</summary>
public sealed class TokenAuditTests(BrokerFixture fixture) : IClassFixture<BrokerFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task A_key_reads_its_own_entries_of_a_day_and_no_others()
    {
        var code = await App.ConsentCodeAsync(App.Sandbox.Accounts.Alex, "https://www.googleapis.com/auth/drive.metadata.readonly");
        using (var saved = await App.CodeAsync(BrokerFixture.Reports, "google_drive", "customer-1", code))
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        using (var released = await App.TokenAsync(BrokerFixture.Reports, "google_drive", "customer-1"))
            Assert.Equal(HttpStatusCode.OK, released.StatusCode);

        var lines = await ListAsync(BrokerFixture.Reports);

        Assert.Equal(2, lines.Count);
        Assert.All(lines, line =>
        {
            Assert.Equal("google_drive", line.GetProperty("connector").GetString());
            Assert.Equal("customer-1", line.GetProperty("identifier").GetString());
            Assert.DoesNotContain("ya29.", line.GetRawText(), StringComparison.Ordinal);
        });
        Assert.Empty(await ListAsync(BrokerFixture.Planner));
        Assert.Empty(await ListAsync(BrokerFixture.Reports, "?day=2020-01-01"));
    }

    [Theory]
    [InlineData("?day=yesterday")]
    [InlineData("?day=2026-13-01")]
    [InlineData("?after=../../etc")]
    public async Task An_invalid_day_or_page_is_refused(string query)
    {
        using var answer = await App.BrokerAsync(HttpMethod.Get, BrokerFixture.Reports, $"audit{query}");

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid_request");
    }

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string key, string query = "")
    {
        using var answer = await App.BrokerAsync(HttpMethod.Get, key, $"audit{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var page = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return [.. page.RootElement.GetProperty("entries").EnumerateArray().Select(line => line.Clone())];
    }
}
