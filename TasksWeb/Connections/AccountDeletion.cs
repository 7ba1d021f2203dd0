using TasksWeb.Broker;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// Deletes everything about a person at once. What providers have to be told is queued, so that one that is down holds nothing
/// up. Once begun it is finished, whether or not the browser waits; begun again it does the rest.
/// </summary>
public sealed class AccountDeletion(
    TokenVault vault, UserRepository users, Sessions sessions, AuditLog audit, IUserCache cache)
{
    /// <returns>The connectors whose providers cannot be told.</returns>
    public async Task<IReadOnlyList<string>> DeleteAsync(string user)
    {
        var untold = await vault.ForgetAsync(user, CancellationToken.None);
        cache.Forget(user);
        while (await users.FindAsync(user, CancellationToken.None) is { } stored
            && !await users.DeleteAsync(user, stored.Version, CancellationToken.None))
        {
            // Signed in again in another window just now: read the new version.
        }
        await audit.ForgetAsync(user);
        await sessions.EndAllAsync(user, CancellationToken.None);
        return untold;
    }
}
