using System.Security.Claims;
using TasksWeb.Broker.Links;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Connections;

/// <summary>The grant that a flow is for.</summary>
/// <param name="Session">The session it is bound to; empty: none, for a backend's own person.</param>
/// <param name="ReturnUrl">Where the browser is sent in the end.</param>
/// <param name="Link">The id of the connect link; null: the person has started it here.</param>
/// <param name="Scopes">What is asked; null: all that the connector asks.</param>
/// <param name="Tags">What is kept with the grant.</param>
/// <param name="IsFurther">Another account than those that are connected.</param>
/// <param name="IsExact">Only this account: nothing is kept of another.</param>
internal sealed record ConnectTarget(
    GrantKey Grant, string Session, string ReturnUrl, string? Link = null, IReadOnlyList<string>? Scopes = null,
    BackendTags? Tags = null, bool IsFurther = false, bool IsExact = false)
{
    /// <summary>It is somebody who signs in here.</summary>
    public bool IsPersonHere => Session.Length > 0;

    public static ConnectTarget Of(ClaimsPrincipal person, PendingConnection pending) => new(
        new GrantKey(pending.Connector, person.Id(), pending.Account), pending.Session, pending.ReturnUrl,
        IsFurther: pending.IsFurther);

    public static ConnectTarget Of(ConnectLink link, string session) => new(
        new GrantKey(link.Connector, link.User, link.Account), session, link.ReturnUrl, link.Id, link.Scopes,
        link.Tags is null ? null : new BackendTags(link.Key, link.Tags), IsExact: link.IsExact);
}
