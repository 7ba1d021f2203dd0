using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Dates and other signs that programs write into the title of a task, wherever they stand in it: Obsidian Tasks
/// (<c>📅 2026-12-24</c>), Dataview (<c>[due:: 2026-12-24]</c>), TaskPaper (<c>@due(2026-12-24)</c>), Kanban
/// (<c>@{2026-12-24}</c>), Reminder (<c>(@2026-12-24)</c>) and their like.
/// </summary>
internal static partial class MarkdownSigns
{
    public const string Due = "📅";
    public const string Completed = "✅";

    /// <summary>A longer title is more than Google takes, and not imported.</summary>
    private const int MaxLength = 16 * 1024;

    /// <summary>Takes the signs out of a title.</summary>
    /// <param name="title">Still with its escapes.</param>
    public static string Take(string title, SourceTask task, ImportReading reading)
    {
        if (title.Length > MaxLength)
            return title;
        if (title.AsSpan().ContainsAny("%<^"))
            title = Hidden().Replace(title, match =>
            {
                reading.Notices.LeaveOut(match.Value.Trim());
                return "";
            });
        return !HasDigits(title) ? title.Trim() : Date().Replace(title, match =>
        {
            var day = match.Groups["day"].Value;
            if (match.Groups["due"].Success)
                FieldValue.Set(task, TaskField.Due, $"{day} {match.Groups["time"].Value}".TrimEnd(), reading);
            else if (match.Groups["done"].Success)
                FieldValue.Set(task, TaskField.Completed, day, reading);
            else
                reading.Notices.LeaveOut(match.Groups["other"].Value);
            return "";
        }).Trim();
    }

    /// <summary>Where the digits of dates begin that <see cref="Take"/> would find.</summary>
    public static HashSet<int> DaysIn(string text) =>
        HasDigits(text) ? [.. Date().Matches(text).Select(match => match.Groups["day"].Index)] : [];

    private static bool HasDigits(string text) => text.AsSpan().ContainsAnyInRange('0', '9');

    private const string Day =
        @"\s*(?:\[\[)?(?<day>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ T][0-9]{1,2}:[0-9]{2})?)(?:\]\])?";

    [GeneratedRegex(
        @"\s*(?:(?:(?<due>📅|📆|🗓)|(?<done>✅)|(?<other>➕|🛫|⏳|⌛|❌))\uFE0F?" + Day
        + @"|[\[(]\s*(?:(?<due>due|deadline|期限)|(?<done>completion|completed|done)"
        + @"|(?<other>scheduled|start|created|cancelled))\s*::?" + Day + @"\s*[\])]"
        + @"|(?<due>@\{)" + Day + @"\s*\}(?:\s*@@\{(?<time>[0-9]{1,2}:[0-9]{2})\})?"
        + @"|(?<due>\(@)" + Day + @"(?:\s+(?<time>[0-9]{1,2}:[0-9]{2}))?\s*\)"
        + @"|(?<due>@\[\[)(?<day>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})\]\]"
        + @"|@(?:(?<due>due)|(?<done>done)|(?<other>start|defer))\(" + Day + @"\)"
        + @"|\b(?:(?<due>due|deadline)|(?<done>completion))::?" + Day + ")",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    /// <summary>Comments of Obsidian and HTML, and the names of blocks, which no reader sees.</summary>
    [GeneratedRegex(@"\s*(?:%%.*?%%|<!--.*?-->)|\s\^[A-Za-z0-9-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Hidden();
}
