using System.Collections.Concurrent;
using Polly;
using Polly.CircuitBreaker;

namespace TasksWeb.Tokens;

/// <summary>
/// One breaker per provider: when its token endpoint only fails, or refuses the client, nobody's call waits for it and no user's
/// grant pays for it.
/// </summary>
public sealed class ProviderBreaker(TokenEndpoint endpoint, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline<TokenAnswer>> _breakers = new(StringComparer.Ordinal);

    /// <summary>One refresh; <see cref="TokenAnswer.Unavailable"/> at once while the breaker is open.</summary>
    public async Task<TokenAnswer> RefreshAsync(Connector connector, string refreshToken)
    {
        var breaker = _breakers.GetOrAdd(connector.ProviderName, _ => Make());
        try
        {
            return await breaker.ExecuteAsync(
                async _ => await endpoint.RefreshAsync(connector.Provider, refreshToken), CancellationToken.None);
        }
        catch (BrokenCircuitException e)
        {
            return new TokenAnswer.Unavailable("the provider's breaker is open", Ambiguous: false, e.RetryAfter);
        }
    }

    private ResiliencePipeline<TokenAnswer> Make() => new ResiliencePipelineBuilder<TokenAnswer> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TokenAnswer>
        {
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is TokenAnswer.Unavailable or TokenAnswer.Misconfigured),
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDurationGenerator = static args => ValueTask.FromResult(
                TimeSpan.FromSeconds(Math.Min(60, 5 * Math.Pow(2, Math.Min(args.HalfOpenAttempts, 10))))),
        })
        .Build();
}
