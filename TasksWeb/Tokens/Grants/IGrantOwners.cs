namespace TasksWeb.Tokens.Grants;

/// <summary>Whom the app works for. A room above knows the people.</summary>
public interface IGrantOwners
{
    /// <summary>Whether the grants of this user may be renewed and used.</summary>
    ValueTask<bool> AllowsAsync(string user, CancellationToken cancellationToken);
}
