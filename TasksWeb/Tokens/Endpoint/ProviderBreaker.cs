using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>
/// One circuit breaker per provider: while its token endpoint fails, no call waits for it. Refusals do not open it, so that one
/// person's dead grant never holds up another's.
/// </summary>
public sealed class ProviderBreaker(TokenEndpoint endpoint, TokenMetrics metrics, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline<TokenResponse>> _breakers = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, DateTimeOffset Until)> _down =
        new(StringComparer.Ordinal);

    /// <summary>How long the breaker stays open; null when it is closed.</summary>
    public TimeSpan? OpenFor(Connector connector) =>
        _down.TryGetValue(connector.ProviderName, out var down) && down.Until - clock.GetUtcNow() is var left
            && left > TimeSpan.Zero ? left : null;

    /// <summary>How long the provider has been failing; zero when it is not.</summary>
    public TimeSpan DownFor(Connector connector) =>
        _down.TryGetValue(connector.ProviderName, out var down) ? clock.GetUtcNow() - down.Since : TimeSpan.Zero;

    /// <summary>The providers that have failed and not yet succeeded again.</summary>
    public IEnumerable<string> Down => _down.Keys;

    /// <summary>One refresh; <see cref="TokenResponse.CircuitOpen"/> at once while the breaker is open.</summary>
    public async Task<TokenResponse> RefreshAsync(Connector connector, string refreshToken)
    {
        var begun = clock.GetTimestamp();
        var answer = await AskAsync(connector, refreshToken);
        metrics.Exchanged(connector.ProviderName, "refresh_token", answer.Outcome, clock.GetElapsedTime(begun));
        return answer;
    }

    private async Task<TokenResponse> AskAsync(Connector connector, string refreshToken)
    {
        var breaker = _breakers.GetOrAdd(connector.ProviderName, Make);
        try
        {
            return await breaker.ExecuteAsync(
                async _ => await endpoint.RefreshAsync(connector.Provider, refreshToken), CancellationToken.None);
        }
        catch (BrokenCircuitException e)
        {
            return new TokenResponse.CircuitOpen(e.RetryAfter ?? TimeSpan.FromSeconds(5));
        }
    }

    private ResiliencePipeline<TokenResponse> Make(string provider) =>
        new ResiliencePipelineBuilder<TokenResponse> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TokenResponse>
        {
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is TokenResponse.Unavailable),
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDurationGenerator = static args => ValueTask.FromResult(
                TimeSpan.FromSeconds(Math.Min(60, 5 * Math.Pow(2, Math.Min(args.HalfOpenAttempts, 10))))),
            OnOpened = args =>
            {
                var now = clock.GetUtcNow();
                _down.AddOrUpdate(
                    provider, _ => (now, now + args.BreakDuration), (_, down) => (down.Since, now + args.BreakDuration));
                return default;
            },
            OnClosed = _ =>
            {
                _down.TryRemove(provider, out var _);
                return default;
            },
        })
        .Build();
}
