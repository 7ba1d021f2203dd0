using System.Collections;
using System.Globalization;
using System.Reflection;

namespace TasksWeb.Operations;

/// <summary>
/// Checks settings as they are written. In a list the binder leaves out what it cannot read, and all that stands beside it: a provider with
/// one wrong number would not exist. A misspelt key would do nothing, and nobody would know why.
/// </summary>
internal static class WrittenSettings
{
    /// <summary>What is wrong in a list of <typeparamref name="T"/>; each message names its key.</summary>
    public static IEnumerable<string> ErrorsOf<T>(IConfigurationSection all) => all.GetChildren().SelectMany(one => ErrorsOf(one, typeof(T)));

    private static IEnumerable<string> ErrorsOf(IConfigurationSection section, Type type)
    {
        PropertyInfo[] known = [.. type.GetProperties().Where(property => property.CanWrite || IsMany(property.PropertyType))];
        return section.GetChildren().SelectMany(setting =>
            Array.Find(known, property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)) is { } property
                ? ValueErrors(setting, property.PropertyType)
                : [$"{setting.Path} is not a setting. There are: {string.Join(", ", known.Select(property => property.Name))}."]);
    }

    private static IEnumerable<string> ValueErrors(IConfigurationSection setting, Type type)
    {
        var kind = Nullable.GetUnderlyingType(type) ?? type;
        if (IsMany(kind))
            return string.IsNullOrEmpty(setting.Value) ? [] : [$"{setting.Path} has no value of its own: they stand under {setting.Path}:0 and so on."];
        if (kind.IsClass && kind != typeof(string))
            return ErrorsOf(setting, kind);
        if (setting.Value is not { } value || (value.Length == 0 && kind != type))
            return [];
        return Expected(kind, value) is { } expected ? [$"{setting.Path} must be {expected}."] : [];
    }

    /// <summary>What would be one, if this is none.</summary>
    private static string? Expected(Type kind, string value)
    {
        if (kind.IsEnum)
            return Enum.GetNames(kind).Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", Enum.GetNames(kind));
        if (kind == typeof(bool))
            return bool.TryParse(value, out _) ? null : "true or false";
        if (kind == typeof(int))
            return int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (kind == typeof(TimeSpan))
            return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a time such as 01:30:00, or 180.00:00:00 for days";
        return null;
    }

    private static bool IsMany(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
}
