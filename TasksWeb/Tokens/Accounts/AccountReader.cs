using System.Net.Http.Headers;
using System.Text.Json;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Accounts;

/// <summary>Determines which account tokens belong to, as far as the provider says.</summary>
public sealed class AccountReader(IHttpClientFactory clients)
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = clients.CreateClient(nameof(AccountReader));

    /// <summary>The account according to the token response, without a request; null: unknown.</summary>
    public static ProviderAccount? Read(ProviderOptions provider, TokenResponse.Granted granted) =>
        provider.AccountField is null
            ? AccountClaims.OfIdToken(granted.IdToken)?.AccountFor(provider)
            : granted.Account is { } subject ? AccountOf(subject) : null;

    /// <summary>
    /// The account according to the token response, else to the user information endpoint (OpenID Connect Core 1.0 §5.3), which
    /// also adds a missing name. It is called only if the person has allowed that, and its failure is ignored.
    /// </summary>
    /// <returns>Null: the provider does not say.</returns>
    public async Task<ProviderAccount?> ReadAsync(ProviderOptions provider, TokenResponse.Granted granted)
    {
        var account = Read(provider, granted);
        if (account is { Name: not null } || provider.UserInformationEndpoint is null
            || (account is not null && granted.Scopes?.Intersect(["email", "profile"], StringComparer.Ordinal).Any() == false)
            || (provider.AccountField is null && granted.Scopes?.Contains("openid", StringComparer.Ordinal) != true)
            || await AskAsync(provider.UserInformationEndpoint, granted.AccessToken) is not { } answered
            || answered.Text(provider.AccountField ?? "sub") is not { } subject)
            return account;
        if (account is null)
            return AccountOf(subject) is { } told ? answered.Describe(told) : null;
        return account.Subject == subject ? answered.Describe(account) : account;
    }

    private static ProviderAccount? AccountOf(string subject) =>
        ProviderAccount.IsSubject(subject) ? new ProviderAccount(subject) : null;

    private async Task<AccountClaims?> AskAsync(string endpoint, string accessToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            // GitHub and Reddit refuse a request that does not say who asks.
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("TasksWeb", productVersion: null));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            response.EnsureSuccessStatusCode();
            return new AccountClaims(ProviderJson.Parse(await response.Content.ReadAsync(MaxBytes, timeout.Token)));
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }
}
