using System.Net;
using Microsoft.AspNetCore.Http;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary><c>Broker:Calls</c>: what a call may be at most, with an API that is long, silent or slow.</summary>
public sealed class CallBoundsTests : IAsyncLifetime
{
    private const string Identifier = "customer-7";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private Upstream _upstream = null!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _upstream = await Upstream.StartAsync();

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_is_too_long_is_refused_with_and_without_its_length(bool saysLength)
    {
        await StartAsync(("MaxAnswerBytes", "2048"));
        Answer(10 * 1024, saysLength);

        using var answer = await CallAsync();

        var problem = await answer.ProblemAsync(HttpStatusCode.BadGateway, "provider_rejected");
        Assert.Contains(
            "longer than 2048 bytes (Broker:Calls:MaxAnswerBytes)", problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_as_long_as_allowed_arrives(bool saysLength)
    {
        await StartAsync(("MaxAnswerBytes", "2048"));
        Answer(2048, saysLength);

        using var answer = await CallAsync();

        Assert.Equal(2048, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task An_answer_that_becomes_too_long_after_its_beginning_is_cut_off()
    {
        await StartAsync(("MaxAnswerBytes", "2048"));
        var read = new TaskCompletionSource();
        _upstream.Answer = async context =>
        {
            await context.Response.Body.WriteAsync(new byte[1024]);
            await context.Response.Body.FlushAsync();
            await read.Task;
            await context.Response.Body.WriteAsync(new byte[1025]);
        };

        using var answer = await CallAsync();
        var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1024]);
        read.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null).WaitAsync(Patience));
    }

    private async Task StartAsync(params (string Name, string Value)[] bounds)
    {
        _app = await CallFixture.StartAsync(
            _upstream, more: bounds.ToDictionary(bound => $"Broker:Calls:{bound.Name}", string? (bound) => bound.Value));
        (await _app.ObtainAsync(CallFixture.Caller, Identifier, _app.Sandbox.Accounts.Alex, "echo")).Dispose();
    }

    private Task<HttpResponseMessage> CallAsync(HttpMethod? method = null, HttpContent? content = null) =>
        CallFixture.CallAsync(_app, Identifier, "files", method, content);

    private void Answer(int length, bool saysLength) => _upstream.Answer = async context =>
    {
        context.Response.ContentLength = saysLength ? length : null;
        await context.Response.Body.WriteAsync(new byte[length]);
    };
}
