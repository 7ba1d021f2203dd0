using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>A server-side session, as stored.</summary>
/// <param name="Id">The digest of the secret in the cookie: nobody can sign in with what is stored.</param>
/// <param name="SeenAt">When it was last used, in steps of a fiftieth of the idle timeout.</param>
public sealed record Ticket(
    string Id, string User, string Name, string? Picture, string? Email, DateTimeOffset CreatedAt, DateTimeOffset SeenAt,
    DateTimeOffset ExpiresAt);

public sealed class TicketRepository(IDocumentStore store) : Repository<Ticket>(store, "tickets")
{
    protected override string IdOf(Ticket value) => value.Id;

    protected override string OwnerOf(Ticket value) => value.User;

    protected override DateTimeOffset? DueOf(Ticket value) => value.ExpiresAt;
}
