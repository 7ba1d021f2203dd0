using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TasksWeb.Tests.App;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary><c>Broker:Calls</c>: what a call may be at most, with an API that is long, silent or slow.</summary>
public sealed class CallBoundsTests : IAsyncLifetime
{
    private const string Identifier = "customer-7";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2048, false)]
    [InlineData(StreamedCall.RepeatableBytes + 2048, true)]
    [InlineData(StreamedCall.RepeatableBytes + 2048, false)]
    public async Task A_request_of_more_bytes_than_allowed_is_refused(int most, bool saysLength)
    {
        await StartAsync(("MaxRequestBytes", $"{most}"));
        var received = 0L;
        _upstream.Answer = async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received = body.Length;
        };

        // What frames the chunks of a body without a length counts too.
        var longest = saysLength ? most : most - 256;
        using var allowed = await CallAsync(HttpMethod.Post, Body(longest, saysLength));
        Assert.Equal((HttpStatusCode.OK, longest), (allowed.StatusCode, received));
        using var refused = await CallAsync(HttpMethod.Post, Body(most + 1, saysLength));

        await refused.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "invalid_request");
        Assert.Equal(longest, received);
    }

    [Theory]
    [InlineData("00:10:00", "Try again in a moment.")]
    [InlineData("00:00:01", "The call took longer than Broker:Calls:TimeLimit allows.")]
    public async Task An_API_that_is_silent_is_left_after_the_idle_time_and_at_the_time_limit(string limit, string detail)
    {
        await StartAsync(("IdleTimeout", "00:00:01"), ("TimeLimit", limit));
        FallSilent(after: "");

        using var answer = await CallAsync();

        var problem = await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "provider_unavailable");
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        await _ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task An_API_that_falls_silent_in_its_answer_is_left_and_the_answer_cut_off()
    {
        await StartAsync(("IdleTimeout", "00:00:02"));
        FallSilent(after: "begin");

        using var answer = await CallAsync();
        var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte["begin".Length]);

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null).WaitAsync(Patience));
        await _ended.Task.WaitAsync(Patience);
    }

    /// <summary>It is never idle: each byte follows when the one before it has arrived.</summary>
    [Fact]
    public async Task An_answer_that_comes_byte_by_byte_ends_at_the_time_limit()
    {
        await StartAsync(("IdleTimeout", "00:00:03"), ("TimeLimit", "00:00:03"));
        using var arrived = new SemaphoreSlim(0);
        _upstream.Answer = async context =>
        {
            context.RequestAborted.Register(_ended.SetResult);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[1]);
                await context.Response.Body.FlushAsync();
                await arrived.WaitAsync(context.RequestAborted);
            }
        };

        using var answer = await CallAsync();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadAsStreamAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync().WaitAsync(Patience));
        await _ended.Task.WaitAsync(Patience);

        async Task ReadAsync()
        {
            while (await body.ReadAsync(new byte[1]) > 0)
                arrived.Release();
        }
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhello\r\n")]
    [InlineData("Content-Length: 1000", "hello")]
    public async Task A_body_that_does_not_arrive_in_time_is_the_callers_fault_and_not_sent_on(string frame, string start)
    {
        await StartAsync(("IdleTimeout", "00:00:01"), ("TimeLimit", "00:00:01"));

        using var connection = new RawConnection(_app.Address);
        var status = await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /external-auth/echo/{Identifier}/call/files HTTP/1.1\r\nHost: {_app.Address.Authority}\r\n"
            + $"X-Api-Key: {CallFixture.Caller}\r\n{frame}\r\n\r\n{start}"));

        Assert.Equal(StatusCodes.Status408RequestTimeout, status);
        Assert.Empty(_upstream.Seen);
    }

    [Fact]
    public async Task A_key_has_no_more_calls_in_progress_than_allowed_and_another_key_has_its_own()
    {
        await StartAsync(("MaxConcurrency", "1"));
        (await _app.ObtainAsync(CallFixture.Reader, Identifier, _app.Sandbox.Accounts.Alex, "echo")).Dispose();
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        _upstream.Answer = async _ =>
        {
            begun.SetResult();
            await end.Task;
        };
        var first = CallAsync();
        await begun.Task;
        _upstream.Answer = Upstream.Ok;

        using (var second = await CallAsync())
        {
            await second.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
            Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
        }
        using (var other = await CallFixture.CallAsync(_app, Identifier, "files", key: CallFixture.Reader))
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        end.SetResult();
        using (var answer = await first)
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await StoredGrants.UntilAsync(
            async () =>
            {
                using var next = await CallAsync();
                return next.StatusCode == HttpStatusCode.OK;
            },
            "its place is free again");
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

    /// <summary>Nothing follows until the app leaves.</summary>
    private void FallSilent(string after) => _upstream.Answer = async context =>
    {
        context.RequestAborted.Register(_ended.SetResult);
        if (after.Length > 0)
        {
            await context.Response.WriteAsync(after);
            await context.Response.Body.FlushAsync();
        }
        await _ended.Task;
    };

    private static StreamContent Body(int length, bool saysLength)
    {
        var bytes = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', length)));
        return new StreamContent(saysLength ? bytes : new UnknownLengthStream(bytes));
    }
}
