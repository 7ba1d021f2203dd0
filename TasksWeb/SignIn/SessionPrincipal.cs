using System.Security.Claims;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.SignIn;

/// <summary>A signed-in person as a <see cref="ClaimsPrincipal"/>.</summary>
public static class SessionPrincipal
{
    /// <summary>Of a sign-in that has no session yet.</summary>
    internal static ClaimsPrincipal Create(User user) => Create(user.Id, user.DisplayName, user.Image, user.Email, session: null);

    internal static ClaimsPrincipal Create(Ticket ticket) =>
        Create(ticket.User, ticket.Name, ticket.Picture, ticket.Email, ticket.Id);

    /// <summary>The id of the person (<see cref="User.Id"/>).</summary>
    public static string Id(this ClaimsPrincipal person) => person.FindId()!;

    /// <summary>The id of the person; null where this is not one.</summary>
    public static string? FindId(this ClaimsPrincipal person) => (person as Person)?.Id ?? person.FindFirstValue(ClaimNames.Id);

    /// <summary>The id of the session (<see cref="Ticket.Id"/>).</summary>
    public static string SessionId(this ClaimsPrincipal person) => person.FindFirstValue(ClaimNames.Session)!;

    /// <summary>The key of this person's grant for a connector.</summary>
    public static GrantKey GrantFor(this ClaimsPrincipal person, string connector) => new(connector, person.Id());

    private static Person Create(string id, string name, string? picture, string? email, string? session)
    {
        (string Type, string? Value)[] claims =
        [
            (ClaimNames.Id, id), (ClaimNames.Name, name), (ClaimNames.Picture, picture), (ClaimNames.Email, email),
            (ClaimNames.Session, session),
        ];
        return new Person(id, new ClaimsIdentity(
            claims.Where(claim => claim.Value is not null).Select(claim => new Claim(claim.Type, claim.Value!)),
            Sessions.Scheme, ClaimNames.Name, roleType: null));
    }

    /// <summary>Every request asks for the id; a search among the claims allocates.</summary>
    private sealed class Person(string id, ClaimsIdentity identity) : ClaimsPrincipal(identity)
    {
        public string Id => id;
    }
}
