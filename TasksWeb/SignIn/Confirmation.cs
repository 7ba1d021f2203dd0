using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>
/// A sign-in that only one person can complete, to confirm who is at the browser. An OpenID provider is asked not to rely on an
/// earlier sign-in (OpenID Connect Core 1.0 §3.1.2.1), and one that says when the sign-in was (<c>auth_time</c>) is held to it.
/// </summary>
internal static class Confirmation
{
    private const string PersonItem = "person";
    private const string BegunItem = "begun";

    /// <summary>Clocks differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public static void Ask(OAuthChallengeProperties properties, ProviderOptions provider, User person, DateTimeOffset now)
    {
        properties.Items[PersonItem] = person.Id;
        properties.Items[BegunItem] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (provider.IsOpenId)
            properties.Parameters["max_age"] = "0";
    }

    /// <summary>Null: nothing was to be confirmed, or it is.</summary>
    public static string? WhyMissing(AuthenticationProperties properties, ProviderIdentity identity)
    {
        if (properties.GetString(PersonItem) is not { } person)
            return null;
        if (person != User.IdOf(identity.Issuer, identity.Subject))
            return "another account was chosen than the one that was to be confirmed.";
        return identity.AuthenticatedAt is { } at
            && long.TryParse(properties.GetString(BegunItem), NumberStyles.None, CultureInfo.InvariantCulture, out var begun)
            && at < DateTimeOffset.FromUnixTimeSeconds(begun) - ClockSkew
                ? "the person was to sign in again, and the provider relied on an earlier sign-in (auth_time)."
                : null;
    }
}
