using System.Globalization;
using TasksWeb.Sandbox.Pages;

namespace TasksWeb.Sandbox.Accounts;

/// <summary>A person's picture: initials on a colour that stays the same.</summary>
internal static class Avatar
{
    // Dark enough for white text at 4.5:1.
    private static readonly string[] Colours =
        ["#3d5a80", "#6d597a", "#2a7f62", "#9c4221", "#7b2d4f", "#4a5899", "#5b6236", "#8a4b08"];

    public static string Svg(Account account)
    {
        var colour = Colours[int.Parse(account.Subject.AsSpan(13), CultureInfo.InvariantCulture) % Colours.Length];
        return Html.Of($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" role="img" aria-label="{account.Name}"><rect width="96" height="96" fill="{colour}"/><text x="48" y="49" fill="#fff" font-family="system-ui, sans-serif" font-size="38" font-weight="600" text-anchor="middle" dominant-baseline="central">{Initials(account)}</text></svg>
            """).Markup;
    }

    private static string Initials(Account account) => First(account.GivenName) + First(account.FamilyName);

    private static string First(string name) =>
        name.Length == 0 ? "" : StringInfo.GetNextTextElement(name).ToUpperInvariant();
}
