using TasksWeb.Sandbox.Accounts;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>
/// The claims about a person that scopes open; the same in ID tokens and at userinfo (OpenID Connect Core §5.4).
/// </summary>
internal static class PersonClaims
{
    public static bool ShowEmail(IReadOnlyList<string> scopes) => scopes.Any(scope => scope is "email" or Scopes.Email);

    public static bool ShowProfile(IReadOnlyList<string> scopes) => scopes.Any(scope => scope is "profile" or Scopes.Profile);

    public static void Add(
        Dictionary<string, object> claims, Account account, IReadOnlyList<string> scopes, SandboxAddress address)
    {
        if (account.HostedDomain is { } domain)
        {
            claims["hd"] = domain;
        }

        if (ShowEmail(scopes))
        {
            claims["email"] = account.Email;
            claims["email_verified"] = account.IsEmailVerified;
        }

        if (ShowProfile(scopes))
        {
            claims["name"] = account.Name;
            claims["given_name"] = account.GivenName;
            if (account.FamilyName.Length > 0)
            {
                claims["family_name"] = account.FamilyName;
            }

            claims["picture"] = address.Origin + account.PicturePath;
        }
    }
}
