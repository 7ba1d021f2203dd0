using System.Runtime.CompilerServices;
using TasksWeb.Storage;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Revocation;

/// <summary>
/// The live grants that a revocation at the provider would end: of the same account, where a provider revokes whole projects
/// (Google), whoever has connected it.
/// </summary>
public sealed class SharedGrants(GrantRepository grants, ConnectorCatalog connectors, IGrantOwners owners)
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
        if (owners.IdOf(connector.Provider, holder.Subject) is { } person && person != ended.User)
        {
            await foreach (var (its, _) in grants.ListByOwnerAsync(person, cancellationToken))
            {
                if (its.Status == GrantStatus.Active && its.Account is null
                    && connectors.EndTogether(ended.Connector, its.Connector)
                    && (its.Holder is null || its.Holder.Subject == holder.Subject))
                    yield return its;
            }
        }
        foreach (var one in connectors.All.Where(one => one.ProviderName == connector.ProviderName))
        {
            await foreach (var other in ListFurtherAsync(one.Name, holder.Subject, cancellationToken))
            {
                if (other.Status == GrantStatus.Active && other.User != ended.User)
                    yield return other;
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
