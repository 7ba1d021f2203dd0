using System.Buffers;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Google's scopes.</summary>
public static class Scopes
{
    public const string OpenId = "openid";
    public const string Email = Prefix + "userinfo.email";
    public const string Profile = Prefix + "userinfo.profile";
    public const string Tasks = Prefix + "tasks";
    public const string TasksReadOnly = Prefix + "tasks.readonly";
    public const string DriveMetadataReadOnly = Prefix + "drive.metadata.readonly";
    public const string CalendarEventsReadOnly = Prefix + "calendar.events.readonly";
    public const string HealthMetricsReadOnly = Prefix + "googlehealth.health_metrics_and_measurements.readonly";

    private const string Prefix = "https://www.googleapis.com/auth/";

    private static readonly SearchValues<char> ScopeLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz._");

    /// <summary><c>email</c> and <c>profile</c> come back in their long form.</summary>
    internal static ScopeBook Book { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [OpenId] = "Associate you with your personal info",
        [Email] = "See your primary email address",
        [Profile] = "See your personal info, including any you've made publicly available",
        [Tasks] = "Create, edit, organize, and delete all your tasks",
        [TasksReadOnly] = "View your tasks",
        [DriveMetadataReadOnly] = "See information about your files",
        [CalendarEventsReadOnly] = "View events on all your calendars",
        [HealthMetricsReadOnly] = "See your health metrics and measurements",
    })
    {
        SignIn = [OpenId, Email, Profile],
        Advertised = ["openid", "email", "profile"],
        KnowsBesides = static scope => scope.Length > Prefix.Length && scope.StartsWith(Prefix, StringComparison.Ordinal)
            && !scope.AsSpan(Prefix.Length).ContainsAnyExcept(ScopeLetters),
        Normalize = static scope => scope switch
        {
            "email" => Email,
            "profile" => Profile,
            _ => scope,
        },
    };
}
