using TasksWeb.Storage;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Vault;

/// <summary>Tokens that somebody else has kept.</summary>
public sealed partial class TokenVault
{
    /// <summary>
    /// Keeps them as those of a consent: with the account that they are of. Tokens that name nobody are put under no name, and
    /// never replace an active grant of a known account.
    /// </summary>
    /// <param name="account">Whose account they are for; null: nobody says.</param>
    /// <param name="digest">Of the refresh token that was imported.</param>
    /// <param name="mayReplace">Whether this active grant gives way.</param>
    /// <returns>Why nothing is kept; null: the tokens are kept.</returns>
    /// <exception cref="StorageUnavailableException">Nothing is kept yet.</exception>
    internal async Task<NoPlace?> ImportAsync(
        GrantKey key, TokenResponse.Granted granted, ProviderAccount? account, string digest, Func<Grant, bool> mayReplace)
    {
        NoPlace? why = null;
        var (saved, _) = await PlaceAsync(key, account, hint: null, isExact: false, (its, old) =>
        {
            why = old is { Status: GrantStatus.Active } && old.ImportedFrom != digest && !mayReplace(old)
                ? (account is null ? NoPlace.GrantHeld : NoPlace.AccountHeld)
                : MayBeOfAnother(old, account) ? NoPlace.AccountUnknown
                : null;
            return why is null ? Create(its, old, granted, account, hint: null) with { ImportedFrom = digest } : null;
        });
        return saved is not null ? null : why ?? NoPlace.TooManyAccounts;
    }
}
