using Microsoft.Extensions.Localization;

namespace TasksWeb.Resources;

public static class Plurals
{
    /// <summary>A text about this many: the one named <c>….One</c> for a single one.</summary>
    public static LocalizedString Plural(this IStringLocalizer texts, string name, int count) =>
        texts[count == 1 ? $"{name}.One" : name, count];
}
