using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.SignIn;

/// <summary>
/// The latest security events of all instances, for administrators; the log has all of them. They are saved together every few
/// seconds, so that a flood of them costs the store nothing: a crash loses what it has not seen yet here, and not in the log.
/// </summary>
public sealed partial class SecurityEvents(
    SecurityEventRepository repository, Cipher cipher, TimeProvider clock, ILogger<SecurityEvents> logger)
    : BackgroundService, IUserData
{
    internal const int Capacity = 1000;
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    /// <summary>Events that could not be saved for so long are saved without a name.</summary>
    private static readonly TimeSpan NamedFor = TimeSpan.FromDays(1);

    /// <summary>Another instance may know a session for a few seconds after its person is deleted.</summary>
    private static readonly TimeSpan Afterwards = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Task _saving = Task.CompletedTask;

    /// <summary>Not saved yet, the newest first.</summary>
    private SecurityEvent[] _unsaved = [];

    /// <summary>The newest first.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    public async Task<IReadOnlyList<SecurityEvent>> ListAsync(CancellationToken cancellationToken)
    {
        var saved = await repository.FindAsync(LatestSecurityEvents.OnlyId, cancellationToken);
        lock (_lock)
            return Latest(_unsaved, saved?.Value);
    }

    /// <summary>
    /// What is said of a person whose account is deleted no longer names them, nor does what an instance saves later.
    /// </summary>
    public async Task DeleteAsync(string user)
    {
        var now = clock.GetUtcNow().ToStored();
        var forgotten = new ForgottenPerson(cipher.CurrentKeyId, DigestOf(user, cipher.CurrentKeyId)!, now);
        await repository.UpsertAsync(
            LatestSecurityEvents.OnlyId,
            old => new LatestSecurityEvents(
                LatestSecurityEvents.OnlyId,
                [.. (old?.Events ?? []).Select(one => Without(one, name => name == user))],
                [.. Recent(old), forgotten]),
            CancellationToken.None);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TrySaveAsync();
    }

    internal void Add(string what, string who, string address, string outcome, string? whom = null)
    {
        var added = new SecurityEvent(clock.GetUtcNow().ToStored(), what, who, address, outcome, whom);
        lock (_lock)
            _unsaved = [added, .. _unsaved.Take(Capacity - 1)];
    }

    /// <summary>One save after the other.</summary>
    /// <exception cref="StorageUnavailableException">They wait for the next time.</exception>
    internal Task SaveAsync()
    {
        lock (_lock)
            return _saving = SaveAfterAsync(_saving);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TrySaveAsync();
    }

    private async Task SaveAfterAsync(Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        var taken = _unsaved;
        if (taken.Length == 0)
            return;
        await repository.UpsertAsync(
            LatestSecurityEvents.OnlyId,
            old => new LatestSecurityEvents(LatestSecurityEvents.OnlyId, Latest(taken, old), Recent(old)),
            CancellationToken.None);
        // Events are only ever added at the front.
        lock (_lock)
            _unsaved = [.. _unsaved.TakeWhile(one => !ReferenceEquals(one, taken[0]))];
    }

    private async Task TrySaveAsync()
    {
        try
        {
            await SaveAsync();
        }
        catch (StorageUnavailableException e)
        {
            LogNotSaved(e.Message);
        }
    }

    private SecurityEvent[] Latest(SecurityEvent[] unsaved, LatestSecurityEvents? saved) =>
    [
        // A save whose answer was lost is repeated.
        .. Nameless(unsaved, Recent(saved)).Concat(saved?.Events ?? []).Distinct()
            .Where(one => clock.GetUtcNow() - one.At < KeptFor).OrderByDescending(one => one.At).Take(Capacity),
    ];

    private ForgottenPerson[] Recent(LatestSecurityEvents? saved) =>
        [.. (saved?.Forgotten ?? []).Where(one => clock.GetUtcNow() - one.At < NamedFor)];

    /// <summary>Events that are not saved yet, without the names of people who were deleted since.</summary>
    private IEnumerable<SecurityEvent> Nameless(SecurityEvent[] unsaved, ForgottenPerson[] forgotten) =>
        unsaved.Select(one => Without(one, name => clock.GetUtcNow() - one.At >= NamedFor || Array.Exists(
            forgotten, person => one.At < person.At + Afterwards && DigestOf(name, person.KeyId) == person.Digest)));

    private static SecurityEvent Without(SecurityEvent one, Predicate<string> isForgotten) => one with
    {
        Who = isForgotten(one.Who) ? SecurityLog.Unknown : one.Who,
        Whom = one.Whom is { } whom && isForgotten(whom) ? SecurityLog.Unknown : one.Whom,
    };

    /// <summary>Null: the key is not configured any more.</summary>
    private string? DigestOf(string who, string keyId) => cipher.DigestUnder(keyId, "forgotten person", who);

    [LoggerMessage(LogLevel.Warning, "Security events for administrators are saved later: {Why}")]
    private partial void LogNotSaved(string why);
}

/// <inheritdoc cref="SecurityLog.Write"/>
/// <param name="Address">Where the request came from.</param>
public sealed record SecurityEvent(
    DateTimeOffset At, string What, string Who, string Address, string Outcome, string? Whom = null);

/// <summary>The latest security events as stored: one document, which bounds them.</summary>
/// <param name="Forgotten">Whose names other instances may still hold; null: nobody's.</param>
public sealed record LatestSecurityEvents(string Id, SecurityEvent[] Events, ForgottenPerson[]? Forgotten = null)
{
    public const string OnlyId = "latest";
}

/// <summary>Somebody whose account was deleted, from which nobody learns who it was.</summary>
/// <param name="KeyId">The key of the digest.</param>
/// <param name="Digest">A keyed digest of the person's id.</param>
public sealed record ForgottenPerson(string KeyId, string Digest, DateTimeOffset At);

public sealed class SecurityEventRepository(IDocumentStore store) : Repository<LatestSecurityEvents>(store, "security")
{
    protected override string IdOf(LatestSecurityEvents value) => value.Id;
}
