using Microsoft.IdentityModel.Tokens;

namespace TasksWeb.Storage.Keys;

/// <summary>
/// Keys that sign short-lived tokens, shared by every instance through the store. There is one for each month: the next is
/// published before it signs, the previous one until the last token that it signed has expired.
/// </summary>
/// <param name="prefix">Of the keys' ids.</param>
public abstract class SigningKeys(SigningKeyRepository repository, string prefix, TimeProvider clock) : IDisposable
{
    private const int PeriodDays = 30;
    private static readonly TimeSpan CacheDuration = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyList<ECDsaSecurityKey> _keys = [];
    private DateTimeOffset _cachedUntil;

    /// <summary>This month's key, which signs, and then the others that verify.</summary>
    public async ValueTask<IReadOnlyList<ECDsaSecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() < _cachedUntil)
            return _keys;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (now >= _cachedUntil)
                (_keys, _cachedUntil) = (await ReadAsync(now, cancellationToken), now + CacheDuration);
            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>What verifies their signatures (RFC 7517).</summary>
    public async Task<PublicKeySet> PublishAsync(CancellationToken cancellationToken) =>
        new([.. (await GetAsync(cancellationToken)).Select(PublicKey.Create)]);

    public void Dispose()
    {
        _reading.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<IReadOnlyList<ECDsaSecurityKey>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = now.ToUnixTimeSeconds() / (PeriodDays * 24 * 3600);
        var current = await GetOrCreateAsync(period, now, cancellationToken);
        var next = await GetOrCreateAsync(period + 1, now, cancellationToken);
        var previous = (await repository.FindAsync(IdOf(period - 1), cancellationToken))?.Value;
        return [.. new[] { current, next, previous }.Select(repository.TryOpen).OfType<ECDsaSecurityKey>()];
    }

    /// <summary>
    /// The id is that of the month, so that one instance creates the key. One that cannot be decrypted is replaced: its tokens
    /// lived for minutes.
    /// </summary>
    private async ValueTask<SigningKey> GetOrCreateAsync(long period, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = IdOf(period);
        var stored = await repository.UpsertAsync(
            id, old => repository.TryOpen(old) is null ? repository.Create(id, now) : null, cancellationToken);
        return stored.Value;
    }

    private string IdOf(long period) => $"{prefix}-{period}";
}
