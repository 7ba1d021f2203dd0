using System.Text.Json;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Tests.Storage;

/// <summary>What <c>Data/v1/known.json</c> says of the stored data: the secrets that open it, and the tokens in it.</summary>
public sealed record EarlierData(
    DateTimeOffset WrittenAt, string Origin, string EncryptionKey, string BrokerKey, EarlierCookies Cookies, EarlierForm Form,
    string IdToken, IReadOnlyList<EarlierTokens> Tokens)
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Storage", "Data", "v1");

    public static EarlierData Read() => JsonSerializer.Deserialize<EarlierData>(
        File.ReadAllText(Path.Combine(Folder, "known.json")), JsonSerializerOptions.Web)!;

    /// <summary>The Sandbox knows the people and honours the tokens, as the one did that they came from.</summary>
    public void Teach(SandboxServer sandbox)
    {
        foreach (var tokens in Tokens)
        {
            var authority = tokens.Authority == "fitbit" ? sandbox.Fitbit : sandbox.Google;
            authority.Grants.Issue(
                AccountOf(sandbox, tokens.Person), authority.Client, tokens.Scopes,
                accessToken: tokens.AccessToken, refreshToken: tokens.RefreshToken);
        }
    }

    private static Account AccountOf(SandboxServer sandbox, string person) =>
        sandbox.Accounts.All.FirstOrDefault(account => account.Name == person) ?? sandbox.Accounts.Add(person);
}

/// <summary>The secrets of the session cookies.</summary>
public sealed record EarlierCookies(string Hanako, string Alex);

/// <summary>The antiforgery cookie and field of a page that Hanako had open.</summary>
public sealed record EarlierForm(string Cookie, string Field);

/// <summary>The tokens of one stored grant.</summary>
public sealed record EarlierTokens(string Authority, string Person, string[] Scopes, string AccessToken, string RefreshToken);
