using System.Runtime.CompilerServices;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Revocation;

/// <summary>
/// The live grants that a revocation at the provider would end: of the same account, where a provider revokes whole projects
/// (Google), whoever has connected it.
/// </summary>
public sealed class SharedGrants(
    GrantRepository grants, AccountGrantRepository accounts, ConnectorCatalog connectors, IGrantOwners owners)
{
    private const int PageSize = 100;

    /// <param name="ended">Need not be stored any more; it is listed itself while it is live.</param>
    public async IAsyncEnumerable<Grant> ListAsync(Grant ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (own, _) in grants.ListByOwnerAsync(ended.User, cancellationToken))
        {
            if (own.Status == GrantStatus.Active && (own.Key() == ended.Key()
                || (own.SharesAccountWith(ended) && connectors.EndTogether(ended.Connector, own.Connector))))
                yield return own;
        }
        if (connectors.Find(ended.Connector) is not { Provider.RevokesWholeProject: true } connector
            || ended.Holder is not { } holder)
            yield break;
        await foreach (var other in ListOfAccountAsync(connector, holder.Subject, cancellationToken))
        {
            if (other.User != ended.User)
                yield return other;
        }
    }

    /// <summary>
    /// The live grants of an account at the connector's provider, whoever has connected it. Of the person who signs in with it
    /// also those whose account is not known.
    /// </summary>
    public async IAsyncEnumerable<Grant> ListOfAccountAsync(
        Connector connector, string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (owners.IdOf(connector.Provider, subject) is { } person)
        {
            await foreach (var (its, _) in grants.ListByOwnerAsync(person, cancellationToken))
            {
                if (its.Status == GrantStatus.Active && its.Account is null
                    && connectors.Find(its.Connector)?.ProviderName == connector.ProviderName
                    && (its.Holder is null || its.Holder.Subject == subject))
                    yield return its;
            }
        }
        foreach (var id in await accounts.ListIdsAsync(connector, subject, cancellationToken))
        {
            if ((await grants.FindAsync(id, cancellationToken))?.Value is { Status: GrantStatus.Active } first
                && first.Holder?.Subject == subject)
                yield return first;
        }
        foreach (var one in connectors.All.Where(one => one.ProviderName == connector.ProviderName))
        {
            await foreach (var further in ListFurtherAsync(one.Name, subject, cancellationToken))
            {
                if (further.Status == GrantStatus.Active)
                    yield return further;
            }
        }
    }

    /// <summary>An account that several people have connected as a further one: its ids stand side by side.</summary>
    private async IAsyncEnumerable<Grant> ListFurtherAsync(
        string connector, string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = new GrantKey(connector, User: "", ProviderAccount.IdOf(subject)).Id;
        var (after, isLast) = (prefix, false);
        while (!isLast)
        {
            isLast = true;
            await foreach (var (grant, _) in grants.ListAsync(after, PageSize, cancellationToken))
            {
                after = grant.Key().Id;
                isLast = !after.StartsWith(prefix, StringComparison.Ordinal);
                if (isLast)
                    break;
                yield return grant;
            }
        }
    }
}
