using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Accounts;

/// <summary>Notes whose account a grant is of, where its key and its user do not say so.</summary>
public sealed class AccountIndex(AccountGrantRepository accounts, ConnectorCatalog connectors, IGrantOwners owners)
{
    /// <summary>Before the grant is saved.</summary>
    /// <param name="holder">Null: the provider has not said.</param>
    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    internal async Task NoteAsync(GrantKey key, ProviderAccount? holder)
    {
        if (holder is not null && key.Account is null && connectors.Find(key.Connector) is { } connector
            && owners.IdOf(connector.Provider, holder.Subject) != key.User)
            await accounts.NoteAsync(key, connector, holder);
    }

    /// <summary>The same for an account that is learnt by a renewal, whose tokens must not be lost.</summary>
    /// <returns>The account; null: it is to be learnt another time.</returns>
    internal async Task<ProviderAccount?> TryNoteAsync(GrantKey key, ProviderAccount? holder)
    {
        try
        {
            await NoteAsync(key, holder);
            return holder;
        }
        catch (StorageUnavailableException)
        {
            return null;
        }
    }
}
