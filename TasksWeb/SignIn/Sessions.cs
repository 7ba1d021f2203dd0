using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;
using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>
/// The sessions of signed-in people. They are cached for a few seconds, so that a busy session costs no read a request and one
/// that another instance ends is ended here within that time.
/// </summary>
public sealed class Sessions(
    TicketRepository tickets, AllowList allowList, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Session";

    /// <summary>Cached sessions, about 2 KB each; one that is not cached costs a read.</summary>
    private const int Capacity = 8_000;

    private const int SeenAtSteps = 50;
    private static readonly TimeSpan CacheDuration = TimeSpan.FromSeconds(5);

    private readonly BoundedCache<string, CachedSession> _cache = new(Capacity, clock);

    /// <summary>A request that read a session just before it was ended must not bring it back.</summary>
    private readonly Lock _ending = new();

    /// <returns>The secret for the cookie; only its digest is stored.</returns>
    public async Task<string> StartAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var secret = RandomSecret.Create();
        var now = clock.GetUtcNow().ToStored();
        var ticket = new Ticket(
            RandomSecret.Digest(secret), person.Id(), person.FindFirstValue(ClaimNames.Name) ?? "",
            person.FindFirstValue(ClaimNames.Picture), person.FindFirstValue(ClaimNames.Email), CreatedAt: now, SeenAt: now,
            ExpiresAt: Earlier(now + options.Value.IdleTimeout, now + options.Value.AbsoluteTimeout));
        await tickets.SaveAsync(ticket, 0, cancellationToken);
        await EndSurplusAsync(ticket.User, cancellationToken);
        return secret;
    }

    /// <summary>The ticket id that belongs to the secret of a cookie; null when it can be none.</summary>
    public static string? IdOf(ReadOnlySpan<char> secret) =>
        secret.Length == RandomSecret.Length ? RandomSecret.Digest(secret) : null;

    /// <summary>What memory has of a session.</summary>
    internal KnownSession Find(string id)
    {
        var (now, cached) = (clock.GetUtcNow(), _cache.Find(id));
        return new KnownSession(
            IsKnown: cached is not null,
            IsCurrent: cached is not null && now < cached.CachedUntil && now < cached.ExpiresAt,
            cached?.Result);
    }

    /// <summary>The session with this ticket id; null when there is none, or it has ended.</summary>
    /// <exception cref="StorageUnavailableException">It had to be read and the store does not answer.</exception>
    public ValueTask<AuthenticateResult?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        Find(id) is { IsCurrent: true } known
            ? ValueTask.FromResult(known.Result)
            : new ValueTask<AuthenticateResult?>(ReadAsync(id, cancellationToken));

    /// <summary>The sessions of a person that have not ended, the one used last first.</summary>
    public async Task<IReadOnlyList<Ticket>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await tickets.ListByOwnerAsync(user, cancellationToken)
            .Select(stored => stored.Value)
            .Where(ticket => ticket.ExpiresAt > now)
            .OrderByDescending(ticket => ticket.SeenAt)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The key of what the browser keeps while a session lasts: 32 random bytes, the same as long as it lasts.</summary>
    /// <returns>The key in base64url and the session's end; null when it has ended.</returns>
    public async Task<(string Key, DateTimeOffset ExpiresAt)?> GetOfflineKeyAsync(string id, CancellationToken cancellationToken)
    {
        while (await tickets.FindAsync(id, cancellationToken) is { } stored && stored.Value.ExpiresAt > clock.GetUtcNow())
        {
            if (tickets.OfflineKeyOf(stored.Value) is { } known)
                return (known, stored.Value.ExpiresAt);
            var ticket = tickets.WithOfflineKey(stored.Value, RandomSecret.Create());
            // If another request is first, its key is used.
            await tickets.SaveAsync(ticket, stored.Version, cancellationToken);
        }
        return null;
    }

    /// <summary>Ends the session of a cookie.</summary>
    public Task EndAsync(string secret, CancellationToken cancellationToken) =>
        DeleteAsync(RandomSecret.Digest(secret), cancellationToken);

    /// <summary>Ends one session of a person, on every instance.</summary>
    /// <returns>False: this person has no such session.</returns>
    public async Task<bool> EndOfAsync(string user, string id, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(id, cancellationToken) is not { } stored || stored.Value.User != user)
            return false;
        await DeleteAsync(id, cancellationToken);
        return true;
    }

    /// <summary>Ends every session of a person, on every instance.</summary>
    /// <param name="startedBefore">Only those that started before this time; null: all.</param>
    public async Task EndAllAsync(string user, CancellationToken cancellationToken, DateTimeOffset? startedBefore = null)
    {
        foreach (var id in await tickets.ListIdsByOwnerAsync(user, cancellationToken))
        {
            if (startedBefore is null || (await tickets.FindAsync(id, cancellationToken))?.Value.CreatedAt < startedBefore)
                await DeleteAsync(id, cancellationToken);
        }
    }

    /// <summary>The oldest end when there are more than <see cref="SignInOptions.MaxSessions"/>.</summary>
    private async Task EndSurplusAsync(string user, CancellationToken cancellationToken)
    {
        if ((await tickets.ListIdsByOwnerAsync(user, cancellationToken)).Count <= options.Value.MaxSessions)
            return;
        var all = await tickets.ListByOwnerAsync(user, cancellationToken).Select(stored => stored.Value)
            .OrderByDescending(ticket => ticket.CreatedAt).ToListAsync(cancellationToken);
        foreach (var ticket in all.Skip(options.Value.MaxSessions))
            await DeleteAsync(ticket.Id, cancellationToken);
    }

    /// <summary>The same from the store, whatever memory has.</summary>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    internal async Task<AuthenticateResult?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await tickets.FindAsync(id, cancellationToken) is not { } stored || stored.Value.ExpiresAt <= now)
        {
            _cache.Remove(id);
            return null;
        }
        if (!await allowList.AllowsAsync(stored.Value.User, cancellationToken))
        {
            await DeleteAsync(id, cancellationToken);
            return null;
        }
        var ticket = await MarkSeenAsync(stored, now, cancellationToken);
        var result = _cache.Find(id)?.Result
            ?? AuthenticateResult.Success(new AuthenticationTicket(SessionPrincipal.Create(ticket), Scheme));
        var read = new CachedSession(result, Earlier(now + CacheDuration, ticket.ExpiresAt), ticket.ExpiresAt);
        lock (_ending)
        {
            if (_cache.Find(id) is { Result: null } ended && now < ended.CachedUntil)
                return null;
            _cache.Set(id, read);
            return result;
        }
    }

    /// <summary>Moves the idle limit, in steps of a fiftieth; the absolute limit stays.</summary>
    private async Task<Ticket> MarkSeenAsync(Stored<Ticket> stored, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ticket = stored.Value;
        if (now - ticket.SeenAt < options.Value.IdleTimeout / SeenAtSteps)
            return ticket;
        var seen = ticket with
        {
            SeenAt = now.ToStored(),
            ExpiresAt = Earlier(now + options.Value.IdleTimeout, ticket.CreatedAt + options.Value.AbsoluteTimeout).ToStored(),
        };
        return await tickets.SaveAsync(seen, stored.Version, cancellationToken) is null ? ticket : seen;
    }

    private async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await tickets.DeleteAsync(id, cancellationToken);
        lock (_ending)
            _cache.Set(id, new CachedSession(Result: null, clock.GetUtcNow() + CacheDuration, DateTimeOffset.MaxValue));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <param name="Result">Null: it has ended.</param>
    private sealed record CachedSession(AuthenticateResult? Result, DateTimeOffset CachedUntil, DateTimeOffset ExpiresAt);
}

/// <summary>What memory has of a session.</summary>
/// <param name="IsKnown">It was read or ended here before: whoever names it does not guess.</param>
/// <param name="IsCurrent">The store need not be asked.</param>
/// <param name="Result">Null: it has ended, or is not known.</param>
internal readonly record struct KnownSession(bool IsKnown, bool IsCurrent, AuthenticateResult? Result);
