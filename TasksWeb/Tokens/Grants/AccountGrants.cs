using TasksWeb.Storage;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Grants;

/// <summary>
/// Whose account at a provider the first grant of a user is, where neither its id nor its user says so: the people of a backend,
/// and people who connect another account than the one they sign in with.
/// </summary>
/// <param name="Id">The grant's (<see cref="GrantKey.Id"/>).</param>
/// <param name="Account">The provider and the account's subject.</param>
public sealed record AccountGrant(string Id, string Account);

/// <summary>
/// Finds the grants of an account by its subject. An entry is written before its grant, so none is missing; one whose grant is of
/// another account, or was never saved, is passed over.
/// </summary>
public sealed class AccountGrantRepository(IDocumentStore store) : Repository<AccountGrant>(store, "accounts")
{
    protected override string IdOf(AccountGrant value) => value.Id;

    protected override string OwnerOf(AccountGrant value) => value.Account;

    /// <exception cref="StorageUnavailableException">The store does not answer.</exception>
    internal async Task NoteAsync(GrantKey key, Connector connector, ProviderAccount holder)
    {
        var account = NameOf(connector, holder.Subject);
        await UpsertAsync(
            key.Id, old => old?.Account == account ? null : new AccountGrant(key.Id, account), CancellationToken.None);
    }

    /// <summary>The ids of grants that are, or were, of this account.</summary>
    internal ValueTask<IReadOnlyList<string>> ListIdsAsync(
        Connector connector, string subject, CancellationToken cancellationToken) =>
        ListIdsByOwnerAsync(NameOf(connector, subject), cancellationToken);

    private static string NameOf(Connector connector, string subject) => $"{connector.ProviderName}/{subject}";
}
