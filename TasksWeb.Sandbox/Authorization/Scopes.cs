using System.Buffers;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Google's scopes: how they are written in answers, and what the consent page says about them.</summary>
public static class Scopes
{
    public const string OpenId = "openid";
    public const string Email = Prefix + "userinfo.email";
    public const string Profile = Prefix + "userinfo.profile";
    public const string Tasks = Prefix + "tasks";
    public const string TasksReadOnly = Prefix + "tasks.readonly";
    public const string DriveMetadataReadOnly = Prefix + "drive.metadata.readonly";
    public const string CalendarEventsReadOnly = Prefix + "calendar.events.readonly";

    private const string Prefix = "https://www.googleapis.com/auth/";

    private static readonly SearchValues<char> ScopeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz._");

    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        [OpenId] = "Associate you with your personal info",
        [Email] = "See your primary email address",
        [Profile] = "See your personal info, including any you've made publicly available",
        [Tasks] = "Create, edit, organize, and delete all your tasks",
        [TasksReadOnly] = "View your tasks",
        [DriveMetadataReadOnly] = "See information about your files",
        [CalendarEventsReadOnly] = "View events on all your calendars",
        [Prefix + "googlehealth.health_metrics_and_measurements.readonly"] = "See your health metrics and measurements",
    };

    internal static string Describe(string scope) =>
        Descriptions.GetValueOrDefault(scope) ?? $"Use “{scope[Prefix.Length..]}”";

    internal static bool IsSignIn(string scope) => scope is OpenId or Email or Profile;

    /// <summary>Splits a scope parameter; <c>email</c> and <c>profile</c> come back in Google's long form. Null if one is unknown.</summary>
    internal static IReadOnlyList<string>? Parse(string? parameter)
    {
        var scopes = (parameter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(Normalize).Distinct(StringComparer.Ordinal).ToArray();
        return scopes.Length > 0 && scopes.All(IsKnown) ? scopes : null;
    }

    internal static string Normalize(string scope) => scope switch
    {
        "email" => Email,
        "profile" => Profile,
        _ => scope,
    };

    private static bool IsKnown(string scope) =>
        scope == OpenId || (scope.Length > Prefix.Length && scope.StartsWith(Prefix, StringComparison.Ordinal)
            && !scope.AsSpan(Prefix.Length).ContainsAnyExcept(ScopeLetters));
}
