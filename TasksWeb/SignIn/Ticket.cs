using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.SignIn;

/// <summary>A server-side session, as stored.</summary>
/// <param name="Id">The digest of the secret in the cookie: nobody can sign in with what is stored.</param>
/// <param name="SeenAt">When it was last used, in steps of a fiftieth of the idle timeout.</param>
public sealed record Ticket(
    string Id, string User, string Name, string? Picture, string? Email, DateTimeOffset CreatedAt, DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>The key of what the browser keeps for offline use, as ciphertext; null until it is asked for.</summary>
    public string? OfflineKey { get; init; }
}

public sealed class TicketRepository(IDocumentStore store, Cipher cipher) : SealedRepository<Ticket>(store, "tickets")
{
    public override string Name => "offline keys of sessions";

    protected override string IdOf(Ticket value) => value.Id;

    protected override string OwnerOf(Ticket value) => value.User;

    protected override DateTimeOffset? DueOf(Ticket value) => value.ExpiresAt;

    protected override Ticket Rewrap(Ticket value) =>
        value.OfflineKey is { } key ? value with { OfflineKey = cipher.Rewrap(key, PlaceOf(value.Id)) } : value;

    public Ticket WithOfflineKey(Ticket ticket, string key) =>
        ticket with { OfflineKey = cipher.Encrypt(key, PlaceOf(ticket.Id)) };

    /// <summary>The key in base64url; null when there is none, or it cannot be decrypted.</summary>
    public string? OfflineKeyOf(Ticket ticket)
    {
        try
        {
            return ticket.OfflineKey is { } key ? cipher.Decrypt(key, PlaceOf(ticket.Id)) : null;
        }
        catch (DecryptionException)
        {
            return null;
        }
    }

    private static CipherPlace PlaceOf(string id) => new("session", id, 0, "offlineKey");
}
