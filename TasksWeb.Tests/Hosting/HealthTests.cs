using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TasksWeb.Storage;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

public sealed class HealthTests : IAsyncLifetime
{
    private WatchedStore _store = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(wrapStore: store => _store = new WatchedStore(store));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task It_is_ready_while_the_store_answers_and_always_live()
    {
        using var visitor = _app.Visit();
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/healthz/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/healthz/ready")).StatusCode);

        _store.Fails = true;
        using var notReady = await visitor.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
        Assert.DoesNotContain("test has taken", await notReady.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/healthz/live")).StatusCode);

        _store.Fails = false;
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/healthz/ready")).StatusCode);
    }

    [Fact]
    public async Task While_the_store_is_down_one_check_fails_and_no_stack_trace_is_shown()
    {
        _store.Fails = true;

        var report = await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Entries["store"].Status);
        Assert.Equal(HealthStatus.Degraded, report.Entries["refresh"].Status);
        Assert.All(report.Entries.Values, entry => Assert.Null(entry.Exception));
    }

    [Fact]
    public async Task A_store_that_takes_no_writes_is_degraded_until_it_does()
    {
        FailingStore? failing = null;
        await using var app = await TestApp.StartAsync(wrapStore: store => failing = new FailingStore(store));
        var probe = app.Services.GetRequiredService<StoreWriteProbe>();
        using var visitor = app.Visit();
        failing!.SaveFails = (_, _) => true;

        await probe.WriteAsync(default);
        using var degraded = await visitor.GetAsync("/healthz/ready");
        failing.SaveFails = (_, _) => false;
        await probe.WriteAsync(default);
        using var healthy = await visitor.GetAsync("/healthz/ready");

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (degraded.StatusCode, await degraded.Content.ReadAsStringAsync()));
        Assert.Equal("Healthy", await healthy.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Health_reveals_no_internals_and_is_not_cached(string path)
    {
        using var visitor = _app.Visit();

        using var answer = await visitor.GetAsync(path);

        Assert.Equal("Healthy", await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }
}
