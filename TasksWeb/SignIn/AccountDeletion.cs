using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>
/// Deletes everything stored about a person, without waiting for providers or for the browser. Started again, it continues. What
/// was begun before may be saved after it: whoever saves tokens for a person, or records their use, calls
/// <see cref="DeleteLateAsync"/> afterwards.
/// </summary>
public sealed class AccountDeletion(
    TokenVault vault, UserRepository users, Sessions sessions, IUserCache cache, IEnumerable<IUserData> data)
{
    /// <returns>The connectors whose providers cannot be told: there the person revokes by hand.</returns>
    public async Task<IReadOnlyList<string>> DeleteAsync(string user)
    {
        foreach (var stored in data)
            await stored.PrepareAsync(user);
        var manual = await vault.ForgetAsync(user, CancellationToken.None);
        await users.DeleteAsync(user, CancellationToken.None);
        var late = await DeleteRestAsync(user);
        await sessions.EndAllAsync(user, CancellationToken.None);
        return [.. manual.Union(late, StringComparer.Ordinal)];
    }

    /// <summary>Deletes what was saved for an account that was deleted meanwhile.</summary>
    /// <param name="user">The id of a person who signs in here.</param>
    /// <returns>Whether it was: nothing may be released.</returns>
    public async Task<bool> DeleteLateAsync(string user)
    {
        if (await users.FindAsync(user, CancellationToken.None) is not null)
            return false;
        await DeleteRestAsync(user);
        return true;
    }

    private async Task<IReadOnlyList<string>> DeleteRestAsync(string user)
    {
        var manual = await vault.ForgetAsync(user, CancellationToken.None);
        cache.Forget(user);
        foreach (var stored in data)
            await stored.DeleteAsync(user);
        return manual;
    }
}
