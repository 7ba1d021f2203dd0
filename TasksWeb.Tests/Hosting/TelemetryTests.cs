using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TasksWeb.Foundation;
using TasksWeb.Sandbox.Faults;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Refresh;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.Hosting;

/// <summary>Meters and traces are heard across the whole process: nothing else runs beside.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class ListensToTheProcess;

/// <summary>What an operator sees of the tokens' life: numbers, traces and the health of the background job.</summary>
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Exchanges_grants_rounds_and_deaths_are_counted()
    {
        await using var app = await TestApp.StartAsync();
        using var visitor = await app.SignInAsync();
        using var alex = await app.SignInAsync("Alex Smith");
        using var meters = new Meters();
        app.Clock.Advance(TimeSpan.FromMinutes(55));
        app.Sandbox.Grants.Revoke(app.AccountOf("Alex Smith"));

        await app.UpkeepAsync();
        await app.Services.GetRequiredService<GrantCounts>().CountAsync(default);
        meters.Observe();

        Assert.Contains("tasksweb.exchange.duration grant_type=refresh_token outcome=granted provider=google", meters.Seen.Keys);
        Assert.Contains("tasksweb.exchange.duration grant_type=refresh_token outcome=invalid_grant provider=google", meters.Seen.Keys);
        Assert.Contains("tasksweb.grants.ended connector=google_tasks reason=invalid_grant", meters.Seen.Keys);
        Assert.Contains("tasksweb.work.duration work=RefreshJob", meters.Seen.Keys);
        Assert.Contains("tasksweb.work.items outcome=done work=RefreshJob", meters.Seen.Keys);
        Assert.Contains("tasksweb.work.lag work=RefreshJob", meters.Seen.Keys);
        Assert.Contains(1, meters.Seen["tasksweb.grants connector=google_tasks status=active"]);
        Assert.Contains(1, meters.Seen["tasksweb.grants connector=google_tasks status=dead"]);
        Assert.Contains(0, meters.Seen["tasksweb.revocations.pending"]);
    }

    [Fact]
    public async Task Metrics_and_traces_leave_over_OTLP_without_a_secret()
    {
        await using var collector = await Collector.StartAsync();
        string code;
        await using (var app = await TestApp.StartAsync(settings: new()
        {
            ["OpenTelemetry:Endpoint"] = collector.Address,
            // What the instrumentation reads from the environment to keep queries whole.
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
        }))
        {
            using var visitor = app.Visit();
            var callback = await app.ConsentAsync(await visitor.StartSignInAsync(), app.Sandbox.Accounts.Hanako);
            code = callback.Parameter("code");
            await visitor.GetAsync(callback.PathAndQuery);
            Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/api/tasklists?fields=a-query")).StatusCode);
            // Waits as long as it takes; the flush at the end of the app gives up after five seconds.
            Assert.True(app.Services.GetRequiredService<TracerProvider>().ForceFlush());
            Assert.True(app.Services.GetRequiredService<MeterProvider>().ForceFlush());
        }

        var traces = collector.Bodies["/v1/traces"];
        Assert.Contains("/auth/google/callback", traces, StringComparison.Ordinal);
        Assert.Contains("/tasks/v1/users/@me/lists", traces, StringComparison.Ordinal);
        Assert.DoesNotContain(code, traces, StringComparison.Ordinal);
        Assert.DoesNotContain("a-query", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("url.query", traces, StringComparison.Ordinal);
        Assert.Contains("tasksweb.exchange.duration", collector.Bodies["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Bodies["/v1/metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_collected()
    {
        await using var app = await TestApp.StartAsync();

        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.Null(app.Services.GetService<TracerProvider>());
    }

    [Fact]
    public async Task It_is_degraded_but_serves_while_renewals_lag_or_a_provider_is_down()
    {
        await using var app = await TestApp.StartAsync(settings: new() { ["Tokens:RefreshInterval"] = "00:05:00" });
        using var visitor = await app.SignInAsync();
        Assert.Equal("Healthy", await ReadyAsync(visitor));

        app.Clock.Advance(TimeSpan.FromMinutes(70));
        Assert.Equal("Degraded", await ReadyAsync(visitor));
        await app.UpkeepAsync();
        Assert.Equal("Healthy", await ReadyAsync(visitor));

        app.Sandbox.Faults.Add(Fault.Answering("token", 503, times: 0));
        var vault = app.Services.GetRequiredService<TokenVault>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            var key = new GrantKey("google_tasks", $"stranger{i}");
            await vault.SaveAsync(key, new TokenResponse.Granted("a", "r", TimeSpan.FromMilliseconds(1), null, null), default);
            await vault.GetAccessTokenAsync(key, default, default);
        }));
        Assert.Equal("Degraded", await ReadyAsync(visitor));
    }

    private static async Task<string> ReadyAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>What every instrument of the app measured.</summary>
    private sealed class Meters : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Meters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AppMeter.Name)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public ConcurrentDictionary<string, ConcurrentQueue<double>> Seen { get; } = [];

        public void Observe() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var names = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $" {tag.Key}={tag.Value}");
            Seen.GetOrAdd(instrument.Name + string.Concat(names), _ => []).Enqueue(value);
        }
    }

    /// <summary>Takes what is sent over OTLP/HTTP. The protocol's strings are plain UTF-8.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Collector(WebApplication app) => _app = app;

        public ConcurrentDictionary<string, string> Bodies { get; } = [];

        public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var collector = new Collector(builder.Build());
            collector._app.Run(async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                collector.Bodies.AddOrUpdate(
                    context.Request.Path, Encoding.UTF8.GetString(body.ToArray()), (_, old) => old + Encoding.UTF8.GetString(body.ToArray()));
            });
            await collector._app.StartAsync();
            return collector;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
