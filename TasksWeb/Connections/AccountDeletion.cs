using TasksWeb.Broker;
using TasksWeb.Broker.Audit;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Connections;

/// <summary>
/// Deletes everything stored about a person, without waiting for providers or for the browser. Started again, it continues.
/// </summary>
public sealed class AccountDeletion(
    TokenVault vault, UserRepository users, Sessions sessions, TokenAuditLog audit, IUserCache cache,
    IEnumerable<IUserData> data)
{
    /// <returns>The connectors whose providers cannot be told: there the person revokes by hand.</returns>
    public async Task<IReadOnlyList<string>> DeleteAsync(string user)
    {
        var manual = await vault.ForgetAsync(user, CancellationToken.None);
        cache.Forget(user);
        await users.DeleteAsync(user, CancellationToken.None);
        foreach (var stored in data)
            await stored.DeleteAsync(user);
        await audit.ForgetAsync(user);
        await sessions.EndAllAsync(user, CancellationToken.None);
        return manual;
    }
}
