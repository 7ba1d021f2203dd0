using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Accounts;

/// <summary>Determines which account tokens belong to, as far as the provider says.</summary>
public sealed class AccountReader(UserInformationEndpoint information)
{
    /// <summary>The account according to the token response, without a request; null: unknown.</summary>
    public static ProviderAccount? Read(ProviderOptions provider, TokenResponse.Granted granted) =>
        provider.AccountField is null
            ? AccountClaims.OfIdToken(granted.IdToken)?.AccountFor(provider)
            : granted.Account is { } subject ? AccountOf(subject) : null;

    /// <summary>
    /// The account according to the token response, else to the user information endpoint (OpenID Connect Core 1.0 §5.3), which
    /// also adds a missing name. It is called only if the person has allowed that, once more if it fails. Null: nobody says.
    /// </summary>
    public async Task<ProviderAccount?> ReadAsync(ProviderOptions provider, TokenResponse.Granted granted)
    {
        var account = Read(provider, granted);
        if (account is { Name: not null } || provider.UserInformationEndpoint is not { } endpoint
            || (account is not null && granted.Scopes?.Intersect(["email", "profile"], StringComparer.Ordinal).Any() == false)
            || (provider.AccountField is null && granted.Scopes?.Contains("openid", StringComparer.Ordinal) != true))
            return account;
        var answer = await information.AskAsync(endpoint, granted.AccessToken)
            ?? await information.AskAsync(endpoint, granted.AccessToken);
        var answered = answer is { } given ? new AccountClaims(given) : null;
        if (answered?.Text(provider.AccountField ?? "sub") is not { } subject)
            return account;
        if (account is null)
            return AccountOf(subject) is { } told ? answered.Describe(told) : null;
        return account.Subject == subject ? answered.Describe(account) : account;
    }

    private static ProviderAccount? AccountOf(string subject) =>
        ProviderAccount.IsSubject(subject) ? new ProviderAccount(subject) : null;
}
