using TasksWeb.Errors;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.SignIn;

/// <summary>Whose tokens a request of the signed-in person is for.</summary>
public sealed class SessionGrants(GrantAccounts accounts)
{
    /// <summary>The query parameter that chooses among several accounts.</summary>
    public const string Parameter = "account";

    /// <summary>The account that the request names, else the first one; without the parameter nothing is read.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>: no account has such a name.</exception>
    public ValueTask<GrantKey> GetAsync(HttpContext context, string connector) =>
        accounts.FindAsync(context.User.GrantFor(connector), ReadAccount(context.Request), context.RequestAborted);

    /// <summary>What a request names; null: nothing.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>: no account has such a name.</exception>
    public static string? ReadAccount(HttpRequest request) =>
        !MayName(request.QueryString.Value) ? null : request.Query[Parameter] switch
        {
            { Count: 0 } => null,
            [{ } account] when ProviderAccount.IsId(account) => account,
            _ => throw new ProblemException(Problem.Invalid($"{Parameter}: one account, by the id it is listed with.")),
        };

    /// <summary>False: the query, as it was sent, has no such parameter, and does not need to be split.</summary>
    public static bool MayName(string? query) =>
        !string.IsNullOrEmpty(query) && (query.Contains(Parameter, StringComparison.OrdinalIgnoreCase) || query.Contains('%'));
}
