using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>The users of grants. A room above implements it.</summary>
public interface IGrantOwners
{
    /// <summary>Whether the grants of this user may be renewed and used.</summary>
    ValueTask<bool> AllowsAsync(string user, CancellationToken cancellationToken);

    /// <summary>The person who would sign in with this account; null: nobody signs in with this provider.</summary>
    /// <param name="subject">The subject of the account.</param>
    string? IdOf(ProviderOptions provider, string subject);
}
