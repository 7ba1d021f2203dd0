using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>
/// A server-side session, as stored. Its id is the digest of the secret in the cookie: the store cannot be used to sign in.
/// </summary>
public sealed record Ticket
{
    public required string Id { get; init; }
    public required string User { get; init; }
    public string Name { get; init; } = "";
    public string? Picture { get; init; }
    public string? Email { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last used, to a fraction of the idle timeout.</summary>
    public DateTimeOffset SeenAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}

public sealed class TicketRepository(IDocumentStore store) : Repository<Ticket>(store, "tickets")
{
    protected override string IdOf(Ticket value) => value.Id;

    protected override string OwnerOf(Ticket value) => value.User;

    protected override DateTimeOffset? DueOf(Ticket value) => value.ExpiresAt;
}
