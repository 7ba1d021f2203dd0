using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>
/// The sessions of signed-in people. What the store said is believed for a few seconds, so that a busy session costs no read a request and
/// one ended on another instance is dead here within that time.
/// </summary>
public sealed class Sessions(TicketRepository tickets, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Session";

    private const int SecretBytes = 32;

    /// <summary>Sessions kept in memory, about 2 KB each; however many there are, one that is not kept costs a read.</summary>
    private const int Capacity = 8_000;

    private const int SeenAtSteps = 50;
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Starts a session with an id of its own.</summary>
    /// <returns>The secret for the cookie; only its digest is stored.</returns>
    public async Task<string> StartAsync(ClaimsPrincipal person, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var now = clock.GetUtcNow().ToStored();
        var ticket = new Ticket
        {
            Id = IdOf(secret),
            User = person.FindFirstValue(Person.Id)!,
            Name = person.FindFirstValue(Person.Name) ?? "",
            Picture = person.FindFirstValue(Person.Picture),
            Email = person.FindFirstValue(Person.Email),
            CreatedAt = now,
            SeenAt = now,
            ExpiresAt = Earlier(now + options.Value.IdleTimeout, now + options.Value.AbsoluteTimeout),
        };
        await tickets.SaveAsync(ticket, 0, cancellationToken);
        return secret;
    }

    /// <summary>The session of a cookie; null when there is none, or it has ended.</summary>
    /// <exception cref="StorageUnavailableException">It had to be read and the store does not answer.</exception>
    public ValueTask<AuthenticateResult?> FindAsync(string secret, CancellationToken cancellationToken) =>
        secret.Length == Base64Url.GetEncodedLength(SecretBytes) ? FindByIdAsync(IdOf(secret), cancellationToken) : default;

    /// <summary>The session with this ticket; null when there is none, or it has ended.</summary>
    /// <exception cref="StorageUnavailableException">It had to be read and the store does not answer.</exception>
    public ValueTask<AuthenticateResult?> FindByIdAsync(string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return _known.TryGetValue(id, out var known) && now < known.BelievedUntil && now < known.ExpiresAt
            ? ValueTask.FromResult(known.Result)
            : new ValueTask<AuthenticateResult?>(ReadAsync(id, now, cancellationToken));
    }

    /// <summary>The sessions of a person that have not ended, the one used last first.</summary>
    public async Task<IReadOnlyList<Ticket>> ListAsync(string user, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var live = new List<Ticket>();
        await foreach (var stored in tickets.ListByOwnerAsync(user, cancellationToken))
        {
            if (stored.Value.ExpiresAt > now)
                live.Add(stored.Value);
        }
        return [.. live.OrderByDescending(ticket => ticket.SeenAt)];
    }

    /// <summary>Ends the session of a cookie.</summary>
    public Task EndAsync(string secret, CancellationToken cancellationToken) => DeleteAsync(IdOf(secret), cancellationToken);

    /// <summary>Ends every session of a person, on every instance.</summary>
    public async Task EndAllAsync(string user, CancellationToken cancellationToken)
    {
        foreach (var id in await tickets.ListIdsByOwnerAsync(user, cancellationToken))
            await DeleteAsync(id, cancellationToken);
    }

    private async Task<AuthenticateResult?> ReadAsync(string id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(id, cancellationToken) is not { } stored || stored.Value.ExpiresAt <= now)
        {
            _known.TryRemove(id, out _);
            return null;
        }
        var ticket = await SeenAsync(stored, now, cancellationToken);
        var known = new Known(
            (_known.TryGetValue(id, out var old) ? old.Result : null) ?? Person.ToResult(ticket),
            Earlier(now + Believed, ticket.ExpiresAt),
            ticket.ExpiresAt);
        if (_known.Count >= Capacity)
            Sweep();
        // One that has ended meanwhile stays ended.
        return _known.AddOrUpdate(id, known, (_, old) => old.Result is null && now < old.BelievedUntil ? old : known).Result;
    }

    /// <summary>Moves the idle limit on, a fiftieth of it at a time; the absolute limit stays.</summary>
    private async Task<Ticket> SeenAsync(Stored<Ticket> stored, DateTimeOffset now, CancellationToken cancellationToken)
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
        while (await tickets.FindAsync(id, cancellationToken) is { } stored
            && !await tickets.DeleteAsync(id, stored.Version, cancellationToken))
        {
            // Another request has just marked it as seen: read the new version.
        }
        // A request that read it just before must not bring it back.
        _known[id] = new Known(Result: null, clock.GetUtcNow() + Believed, DateTimeOffset.MaxValue);
    }

    /// <summary>Forgets half of them, those first that were read from the store the longest ago.</summary>
    private void Sweep()
    {
        if (!Monitor.TryEnter(_known))
            return;
        try
        {
            // The dictionary's own snapshot: LINQ counts first and copies then, and meanwhile there are more.
            foreach (var entry in _known.ToArray().OrderBy(entry => entry.Value.BelievedUntil).Take(Capacity / 2))
                _known.TryRemove(entry);
        }
        finally
        {
            Monitor.Exit(_known);
        }
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string IdOf(string secret)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(secret), digest);
        return Base64Url.EncodeToString(digest);
    }

    /// <param name="Result">Null: it has ended.</param>
    private sealed record Known(AuthenticateResult? Result, DateTimeOffset BelievedUntil, DateTimeOffset ExpiresAt);
}
