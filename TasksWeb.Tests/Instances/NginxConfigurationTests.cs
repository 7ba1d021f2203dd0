using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TasksWeb.Broker;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker.Calls;

namespace TasksWeb.Tests.Instances;

/// <summary>The proxy of the deployment in front of an app: what it lets through, and what it logs.</summary>
public sealed partial class NginxConfigurationTests(CallFixture fixture) : IClassFixture<CallFixture>
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void The_largest_file_and_the_largest_call_pass_the_proxy()
    {
        var megabytes = Size().Matches(NginxProxy.Configuration)
            .Select(match => int.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture)).ToList();

        Assert.Equal(2, megabytes.Count);
        Assert.True(megabytes[0] > ImportLimits.Form / Megabyte);
        Assert.Equal(new CallOptions().MaxRequestBytes / Megabyte, megabytes[1]);
    }

    [Fact]
    public async Task A_call_is_streamed_through_the_proxy_both_ways()
    {
        var identifier = await fixture.ConnectAsync();
        using var proxy = await NginxProxy.StartAsync(fixture.App.Address, fixture.App.Address);
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        long received = 0;
        fixture.Upstream.Answer = async context =>
        {
            var buffer = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
            {
                received += read;
                begun.TrySetResult();
            }
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await ended.Task.WaitAsync(TimeSpan.FromMinutes(1));
        };
        using var http = new HttpClient(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        });
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(proxy.Address, $"/external-auth/echo/{identifier}/call/files"))
        {
            Content = new PausedContent(20 * Megabyte, begun.Task.WaitAsync(TimeSpan.FromSeconds(30))),
        };
        request.Headers.Add("X-Api-Key", CallFixture.Caller);

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var first = new byte[5];
        await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        ended.SetResult();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("first"u8, first);
        Assert.Equal(20 * Megabyte, received);
    }

    [Fact]
    public async Task An_answer_does_not_direct_the_proxy_to_another_path()
    {
        await using var app = await Upstream.StartAsync();
        using var proxy = await NginxProxy.StartAsync(app.Address, app.Address);
        app.Answer = context =>
        {
            context.Response.Headers["X-Accel-Redirect"] = "/external-auth/google_drive/somebody-else/token";
            return context.Response.WriteAsync(context.Request.Path.Value!);
        };
        using var visitor = new Visitor(proxy.Address);

        using var answer = await visitor.GetAsync("/external-auth/google_drive/somebody/call/files");

        Assert.Equal("/external-auth/google_drive/somebody/call/files", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_access_log_has_no_secret_of_a_connect_link_and_no_query()
    {
        using var proxy = await NginxProxy.StartAsync(fixture.App.Address, fixture.App.Address);
        using var visitor = new Visitor(proxy.Address);
        foreach (var path in (string[])["/connect/a-secret", "/%63onnect/a-secret", "/auth/login?returnUrl=/connect/a-secret"])
            (await visitor.GetAsync(path)).Dispose();
        using var asset = new HttpRequestMessage(HttpMethod.Get, new Uri(proxy.Address, "/healthz/live?last"));
        asset.Headers.Referrer = new Uri(proxy.Address, "/connect/a-secret");
        (await visitor.SendAsync(asset)).Dispose();

        await StoredGrants.UntilAsync(
            () => Task.FromResult(Logged().Count(proxy.AccessLog) == 2), "the log has the requests");
        Assert.DoesNotContain("a-secret", proxy.AccessLog, StringComparison.Ordinal);
    }

    /// <summary>Sends its second half when the first has arrived.</summary>
    private sealed class PausedContent(int length, Task halfArrived) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[length / 2]);
            await stream.FlushAsync();
            await halfArrived;
            await stream.WriteAsync(new byte[length - (length / 2)]);
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }

    [GeneratedRegex(@"client_max_body_size (?<size>\d+)m;", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();

    [GeneratedRegex("\"GET /connect/- ", RegexOptions.ExplicitCapture)]
    private static partial Regex Logged();
}
