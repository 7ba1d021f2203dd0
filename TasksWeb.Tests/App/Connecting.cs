using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.SignIn;
using TasksWeb.Tokens.Endpoint;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Vault;

namespace TasksWeb.Tests.App;

/// <summary>Connects a service without a browser: only the provider's pages and the vault.</summary>
public static class Connecting
{
    private const string RedirectUri = "https://tasks.example/callback";

    /// <summary>The person who signs in as this account, whether they have signed in yet or not.</summary>
    public static GrantKey GrantOf(this TestApp app, string connector, Account account) =>
        new(connector, User.IdOf(app.Sandbox.Issuer, account.Subject));

    /// <summary>Consent, exchange, save.</summary>
    public static async Task<GrantKey> ConnectAsync(this TestApp app, string connector, Account account)
    {
        var granted = Assert.IsType<TokenResponse.Granted>(await app.ExchangeAsync(connector, account));
        var key = app.GrantOf(connector, account);
        await app.Services.GetRequiredService<TokenVault>().SaveAsync(key, granted, default);
        return key;
    }

    /// <summary>Consent and exchange; the code can be changed in between.</summary>
    public static async Task<TokenResponse> ExchangeAsync(
        this TestApp app, string connector, Account account, Func<string, string>? spoil = null, bool withVerifier = true)
    {
        var found = app.Services.GetRequiredService<ConnectorCatalog>()[connector];
        foreach (var authority in app.Sandbox.Authorities)
            authority.Client.Allow(RedirectUri);
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var authorize = new Uri(QueryHelpers.AddQueryString(found.Provider.AuthorizationEndpoint!, new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = found.Provider.ClientId,
            ["redirect_uri"] = RedirectUri,
            ["scope"] = string.Join(' ', found.Options.Scopes),
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
            ["access_type"] = found.ProviderName == "google" ? "offline" : null,
        }));
        var code = (await app.ConsentAsync(authorize, account)).Parameter("code");
        return await app.Services.GetRequiredService<TokenVault>().ExchangeCodeAsync(
            connector, spoil?.Invoke(code) ?? code, RedirectUri, withVerifier ? verifier : null, default);
    }
}
