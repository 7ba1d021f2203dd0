using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Refresh;

namespace TasksWeb.Tests.Hosting;

/// <summary><c>Prometheus:Port</c>: what is scraped there, and that it is nowhere else.</summary>
[Collection(nameof(TelemetryTests))]
public sealed partial class PrometheusTests
{
    [Fact]
    public async Task Metrics_are_at_their_own_port_with_every_name_that_the_dashboard_asks_for()
    {
        var port = Ports.TakeFree();
        await using var app = await TestApp.StartAsync(
            settings: new() { ["Prometheus:Port"] = port.ToString(CultureInfo.InvariantCulture) });
        using var visitor = await app.SignInAsync();
        using var alex = await app.SignInAsync("Alex Smith");
        app.Clock.Advance(TimeSpan.FromMinutes(55));
        app.Sandbox.Grants.Revoke(app.AccountOf("Alex Smith"));
        await app.UpkeepAsync();
        await app.Services.GetRequiredService<GrantCounts>().CountAsync(default);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var text = await client.GetStringAsync("/metrics");

        string[] wanted = [.. Names().Matches(RepositoryFiles.Read("deploy/grafana-dashboard.json")).Select(name => name.Value).Distinct()];
        Assert.InRange(wanted.Length, 8, 50);
        Assert.All(wanted, name => Assert.Contains($"\n{name}", text, StringComparison.Ordinal));
        Assert.DoesNotContain("ya29.", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/tasks")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.GetAsync("/metrics")).StatusCode);
    }

    [GeneratedRegex("(?<name>(tasksweb|http_server)_[a-z_]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
