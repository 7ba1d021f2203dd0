using Microsoft.Extensions.Localization;

namespace TasksWeb.Resources;

public static class Plurals
{
    /// <summary>The plural form of a text: <c>….One</c> for one.</summary>
    public static LocalizedString Plural(this IStringLocalizer texts, string name, int count) =>
        texts[count == 1 ? $"{name}.One" : name, count];
}
