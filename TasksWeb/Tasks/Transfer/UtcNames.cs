using System.Collections.Frozen;

namespace TasksWeb.Tasks.Transfer;

/// <summary>The names of UTC as a time zone.</summary>
internal static class UtcNames
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "UTC", "Etc/UTC", "GMT", "Etc/GMT", "Etc/GMT0", "GMT0", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal",
        "Etc/Universal", "Z", "Coordinated Universal Time", "tzone://Microsoft/Utc");

    /// <summary>Adds the sign of UTC to a time without an offset.</summary>
    public static string Mark(string date, string? zone) =>
        zone is not null && Names.Contains(zone) && WrittenDate.Read(date) is { Time: not null, Offset: null }
            ? $"{date}Z"
            : date;
}
