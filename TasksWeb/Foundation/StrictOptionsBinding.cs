using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace TasksWeb.Foundation;

/// <summary>A section of the settings and what it is read as.</summary>
internal sealed record SettingsSection(string Name, Type Type)
{
    /// <summary>What is wrong with it as it is written; each message names its key.</summary>
    public IEnumerable<string> ErrorsOf(IConfiguration settings) =>
        StrictOptionsBinding.ErrorsOf(settings.GetSection(Name), Type, isRoot: true);
}

/// <summary>
/// Checks settings as they are written. The binder drops a dictionary entry with one unreadable value, so a provider with a wrong
/// number would not exist, and ignores a misspelt key.
/// </summary>
internal static class StrictOptionsBinding
{
    /// <summary>Options bound to one section of the settings; unknown keys in it are reported at startup.</summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services, string section)
        where T : class
    {
        var settings = new SettingsSection(section, typeof(T));
        services.AddSingleton(settings);
        services.AddSingleton<IValidateOptions<T>>(provider =>
            new Validation<T>(settings, provider.GetRequiredService<IConfiguration>()));
        return services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
    }

    /// <summary>What is wrong in a section that is read as this type; each message names its key.</summary>
    /// <param name="isRoot">
    /// Its own value is not read: a variable of the environment that means something else may have its name.
    /// </param>
    public static IEnumerable<string> ErrorsOf(IConfigurationSection setting, Type type, bool isRoot = false)
    {
        var kind = Nullable.GetUnderlyingType(type) ?? type;
        if (IsMany(kind))
        {
            return isRoot || string.IsNullOrEmpty(setting.Value)
                ? setting.GetChildren().SelectMany(one => ErrorsOf(one, kind.GetGenericArguments()[^1]))
                : [$"{setting.Path} has no value of its own: they stand under {setting.Path}:0 and so on."];
        }
        if (kind.IsClass && kind != typeof(string))
            return isRoot || string.IsNullOrEmpty(setting.Value) ? MemberErrors(setting, kind) : [NoValue(setting, kind)];
        if (setting.Value is not { } value || (value.Length == 0 && kind != type))
            return [];
        return Expected(kind, value) is { } expected ? [$"{setting.Path} must be {expected}."] : [];
    }

    private static IEnumerable<string> MemberErrors(IConfigurationSection section, Type type)
    {
        var known = Members(type);
        return section.GetChildren().SelectMany(setting =>
            Array.Find(known, property => property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)) is { } property
                ? ErrorsOf(setting, property.PropertyType)
                : [NotOneOf(setting, [.. known.Select(property => property.Name)])]);
    }

    private static PropertyInfo[] Members(Type type) =>
        [.. type.GetProperties().Where(property => property.CanWrite || IsMany(property.PropertyType))];

    private static string NoValue(IConfigurationSection setting, Type type) =>
        $"{setting.Path} has no value of its own, but settings: "
        + $"{string.Join(", ", Members(type).Select(property => property.Name))}.";

    private static string NotOneOf(IConfigurationSection setting, string[] names)
    {
        var nearest = names.MinBy(name => Distance(name, setting.Key))!;
        var meant = Distance(nearest, setting.Key) <= nearest.Length / 3 ? $" Did you mean {nearest}?" : "";
        return $"{setting.Path} is not a setting.{meant} There are: {string.Join(", ", names)}.";
    }

    /// <summary>The Levenshtein distance.</summary>
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, letter) = (row[0]++, char.ToUpperInvariant(one[i - 1]));
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (letter == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }

    /// <summary>What would be valid, if the value is not.</summary>
    private static string? Expected(Type kind, string value)
    {
        if (kind.IsEnum)
        {
            var names = Enum.GetNames(kind);
            return names.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : string.Join(" or ", names);
        }
        if (kind == typeof(bool))
            return bool.TryParse(value, out _) ? null : "true or false";
        if (kind == typeof(int))
            return int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a whole number";
        if (kind == typeof(DateTimeOffset))
            return IsMoment(value) ? null : "a moment with its offset, such as 2027-03-31T00:00:00Z";
        if (kind == typeof(TimeSpan))
        {
            return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _)
                ? null
                : "a time such as 01:30:00, or 180.00:00:00 for days";
        }
        return null;
    }

    /// <summary>Without an offset, it would be another moment on each machine.</summary>
    private static bool IsMoment(string value) =>
        DateTimeOffset.TryParseExact(
            value, ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        && value[10..].AsSpan().ContainsAny('Z', '+', '-');

    private static bool IsMany(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    private sealed class Validation<T>(SettingsSection section, IConfiguration settings) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            section.ErrorsOf(settings).ToList() is { Count: > 0 } errors
                ? ValidateOptionsResult.Fail(errors)
                : ValidateOptionsResult.Success;
    }
}
