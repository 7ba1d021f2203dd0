using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.SignIn;

/// <summary>A signed-in person as claims.</summary>
public static class Person
{
    public const string Id = "sub";
    public const string Name = "name";
    public const string Picture = "picture";
    public const string Email = "email";

    /// <summary>The id of the session's ticket; a digest, of no use as a cookie.</summary>
    public const string Session = "sid";

    public static ClaimsPrincipal ToPrincipal(User user) =>
        Principal(user.Id, user.DisplayName, user.Image, user.Email, session: null);

    /// <summary>The key of this person's grant for a connector.</summary>
    public static GrantKey GrantFor(this ClaimsPrincipal person, string connector) => new(connector, person.FindFirstValue(Id)!);

    internal static AuthenticateResult ToResult(Ticket ticket) => AuthenticateResult.Success(
        new AuthenticationTicket(Principal(ticket.User, ticket.Name, ticket.Picture, ticket.Email, ticket.Id), Sessions.Scheme));

    /// <summary>This site's own origin, as the browser sees it.</summary>
    internal static string Origin(this HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static ClaimsPrincipal Principal(string id, string name, string? picture, string? email, string? session)
    {
        var claims = new List<Claim>(5) { new(Id, id), new(Name, name) };
        if (picture is not null)
            claims.Add(new(Picture, picture));
        if (email is not null)
            claims.Add(new(Email, email));
        if (session is not null)
            claims.Add(new(Session, session));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, Sessions.Scheme, Name, roleType: null));
    }
}
