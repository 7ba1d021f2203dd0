using Microsoft.IdentityModel.Tokens;
using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>
/// The keys of this site's ID tokens, shared by every instance through the store. One for each month: the next is published
/// before it signs, the one before until the last token it signed has ended.
/// </summary>
public sealed class SigningKeys(SigningKeyRepository repository, TimeProvider clock) : IDisposable
{
    private const int PeriodDays = 30;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyList<ECDsaSecurityKey> _keys = [];
    private DateTimeOffset _readUntil;

    /// <summary>This month's key first: it signs, all verify.</summary>
    public async ValueTask<IReadOnlyList<ECDsaSecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() < _readUntil)
            return _keys;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (now >= _readUntil)
                (_keys, _readUntil) = (await ReadAsync(now, cancellationToken), now + Kept);
            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task<IReadOnlyList<ECDsaSecurityKey>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var period = now.ToUnixTimeSeconds() / (PeriodDays * 24 * 3600);
        var current = await MakeOnceAsync(period, now, cancellationToken);
        var next = await MakeOnceAsync(period + 1, now, cancellationToken);
        var previous = await repository.FindAsync(IdOf(period - 1), cancellationToken);
        return [.. new[] { current, next, previous }.Select(stored => Open(stored?.Value)).OfType<ECDsaSecurityKey>()];
    }

    /// <summary>
    /// The id is that of the month, so that of several instances exactly one makes the key. One that does not open any more,
    /// because its master key is gone, is made anew: tokens of five minutes are no loss.
    /// </summary>
    private ValueTask<Stored<SigningKey>> MakeOnceAsync(long period, DateTimeOffset now, CancellationToken cancellationToken) =>
        repository.UpsertAsync(
            IdOf(period), old => repository.TryOpen(old) is null ? repository.Make(IdOf(period), now) : null, cancellationToken);

    private ECDsaSecurityKey? Open(SigningKey? key) =>
        repository.TryOpen(key) is { } opened ? new(opened) { KeyId = key!.Id } : null;

    private static string IdOf(long period) => $"id-token-{period}";
}
