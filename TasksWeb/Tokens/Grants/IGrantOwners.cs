using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>Whom the app works for. A room above knows the people.</summary>
public interface IGrantOwners
{
    /// <summary>Whether the grants of this user may be renewed and used.</summary>
    ValueTask<bool> AllowsAsync(string user, CancellationToken cancellationToken);

    /// <summary>The person who would sign in with this account; null: nobody signs in with this provider.</summary>
    /// <param name="subject">The provider's word for the account.</param>
    string? IdOf(ProviderOptions provider, string subject);
}
