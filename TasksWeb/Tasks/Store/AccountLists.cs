using TasksWeb.GoogleTasks;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tasks.Store;

/// <summary>
/// The ids of lists on pages that show several accounts: a list of a further account is <c>{account}~{list}</c>, one of the first
/// keeps Google's id. Google's ids have no tilde.
/// </summary>
internal static class AccountLists
{
    private const char Separator = '~';

    /// <param name="account">Of the grant's key; null: the first.</param>
    public static string IdOf(string? account, string list) => account is null ? list : $"{account}{Separator}{list}";

    public static TaskList Of(GrantKey grant, TaskList list) =>
        grant.Account is null ? list : list with { Id = IdOf(grant.Account, list.Id) };

    /// <summary>The account of a list on a page; null: the first.</summary>
    public static string? AccountOf(string list) =>
        list.IndexOf(Separator, StringComparison.Ordinal) is var end and > 0 ? list[..end] : null;

    /// <summary>The list's id at Google.</summary>
    public static string WithoutAccount(string list) => list[(list.IndexOf(Separator, StringComparison.Ordinal) + 1)..];

    /// <summary>The grant of a list, and its id at Google.</summary>
    /// <param name="first">The grant of the person's first account.</param>
    public static (GrantKey Grant, string List) Split(GrantKey first, string list) =>
        list.Contains(Separator) && AccountOf(list) is { } account && ProviderAccount.IsId(account)
            ? (first with { Account = account }, WithoutAccount(list))
            : (first, list);
}
