using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TasksWeb.Sandbox.Traffic;

/// <summary>How a refresh request ended.</summary>
public enum RefreshOutcome
{
    /// <summary>New tokens were made.</summary>
    Issued,

    /// <summary>A repeat within the grace got the earlier answer again.</summary>
    Repeated,

    /// <summary>A rotated token came back: the family was revoked, the answer <c>invalid_grant</c>.</summary>
    Reused,

    /// <summary>The token was revoked or had died of age.</summary>
    Revoked,

    /// <summary>No such token, or another client's.</summary>
    Unknown,

    /// <summary>More scopes were asked than granted.</summary>
    ScopeRefused,

    /// <summary>The client did not authenticate: <c>invalid_client</c>.</summary>
    ClientRefused,
}

/// <summary>One refresh request that the token endpoint processed.</summary>
/// <param name="Subject">Whose grant it was; null when unknown.</param>
public sealed record RefreshExchange(DateTimeOffset At, RefreshOutcome Outcome, string? ClientId, string? Subject);

/// <summary>The requests to the sandbox. Those that a fault answered count as calls, but not as exchanges.</summary>
public sealed class TrafficLog
{
    private const int MostPaths = 10_000;
    private const int MostRefreshes = 100_000;
    private const int MostForms = 1_000;

    private readonly ConcurrentDictionary<string, StrongBox<long>> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<RefreshExchange> _refreshes = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _tokenForms = new();
    private readonly long[] _byOutcome = new long[Enum.GetValues<RefreshOutcome>().Length];
    private long _codeExchanges;

    /// <summary>Refresh requests processed, whatever their result.</summary>
    public long ExchangeCount => Enum.GetValues<RefreshOutcome>().Sum(ExchangesEndedAs);

    /// <summary>Authorization codes exchanged for tokens.</summary>
    public long CodeExchangeCount => Interlocked.Read(ref _codeExchanges);

    /// <summary>Calls by path, without the query.</summary>
    public IReadOnlyDictionary<string, long> Calls =>
        _calls.ToDictionary(entry => entry.Key, entry => Interlocked.Read(ref entry.Value.Value), StringComparer.Ordinal);

    /// <summary>The refresh requests in order (the first 100,000).</summary>
    public IReadOnlyList<RefreshExchange> Refreshes => [.. _refreshes];

    /// <summary>The forms that token endpoints received, in order (the first 1,000).</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> TokenForms => [.. _tokenForms];

    public long ExchangesEndedAs(RefreshOutcome outcome) => Interlocked.Read(ref _byOutcome[(int)outcome]);

    /// <summary>Calls of this exact path, such as <c>/token</c> or <c>/tasks/v1/users/@me/lists</c>.</summary>
    public long CallsOf(string path) => _calls.TryGetValue(path, out var count) ? Interlocked.Read(ref count.Value) : 0;

    public void Reset()
    {
        _calls.Clear();
        _refreshes.Clear();
        _tokenForms.Clear();
        Array.Clear(_byOutcome);
        Interlocked.Exchange(ref _codeExchanges, 0);
    }

    internal void Called(string path)
    {
        if (!_calls.TryGetValue(path, out var count))
        {
            if (_calls.Count >= MostPaths)
            {
                return;
            }

            count = _calls.GetOrAdd(path, static _ => new StrongBox<long>());
        }

        Interlocked.Increment(ref count.Value);
    }

    internal void TokenAsked(IFormCollection form)
    {
        if (_tokenForms.Count < MostForms)
        {
            _tokenForms.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
        }
    }

    internal void CodeExchanged() => Interlocked.Increment(ref _codeExchanges);

    internal void Refreshed(RefreshExchange exchange)
    {
        Interlocked.Increment(ref _byOutcome[(int)exchange.Outcome]);
        if (_refreshes.Count < MostRefreshes)
        {
            _refreshes.Enqueue(exchange);
        }
    }
}
