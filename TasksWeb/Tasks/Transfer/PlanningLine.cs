using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// The line of Org and Logseq below a task: <c>SCHEDULED: &lt;2026-01-04 Sun&gt; DEADLINE: &lt;2026-01-05 Mon&gt;</c>.
/// </summary>
internal sealed partial record PlanningLine(string Scheduled, string Deadline, string Closed, string Repetition)
{
    private const int MaxLength = 500;

    /// <summary>Null for another line.</summary>
    public static PlanningLine? Read(string line)
    {
        if (line.Length > MaxLength || line.AsSpan().TrimStart() is not (['S' or 'D' or 'C', ..]))
            return null;
        var planning = new PlanningLine("", "", "", "");
        for (var at = 0; at < line.Length;)
        {
            if (Entry().Match(line, at) is not { Success: true } match)
                return null;
            at += match.Length;
            var date = $"{match.Groups["day"].Value} {match.Groups["time"].Value}".TrimEnd();
            planning = match.Groups["name"].Value switch
            {
                "SCHEDULED" => planning with { Scheduled = date },
                "DEADLINE" => planning with { Deadline = date },
                _ => planning with { Closed = date },
            };
            if (match.Groups["repetition"] is { Success: true } repetition)
                planning = planning with { Repetition = repetition.Value };
        }
        return planning;
    }

    /// <summary>Logseq writes one line for each.</summary>
    public static PlanningLine Join(PlanningLine? first, PlanningLine second) => first is null ? second : new PlanningLine(
        Known(first.Scheduled, second.Scheduled), Known(first.Deadline, second.Deadline), Known(first.Closed, second.Closed),
        Known(first.Repetition, second.Repetition));

    /// <summary>The deadline is the due date; without one, the day that it is scheduled for.</summary>
    public void AddTo(SourceTask task, ImportReading reading)
    {
        if (Deadline.Length > 0 && Scheduled.Length > 0)
            reading.Notices.LeaveOut("SCHEDULED");
        if (Known(Deadline, Scheduled) is { Length: > 0 } due)
            FieldValue.Set(task, TaskField.Due, due, reading);
        if (Closed.Length > 0)
            FieldValue.Set(task, TaskField.Completed, Closed, reading);
        if (Repetition.Length > 0)
            reading.Notices.Add("Repeats", task.Place, Repetition);
    }

    private static string Known(string first, string second) => first.Length > 0 ? first : second;

    // It cannot go back far: each part begins with what the one before cannot contain.
    [GeneratedRegex(
        @"\G\s*(?<name>SCHEDULED|DEADLINE|CLOSED):\s*[<\[](?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:\s+[^\s0-9<>\[\]+.-]+)?"
        + @"(?:\s+(?<time>[0-9]{1,2}:[0-9]{2})(?:-[0-9]{1,2}:[0-9]{2})?)?"
        + @"(?:\s+(?<repetition>[.+]?\+[0-9]+[a-z](?:/[0-9]+[a-z])?))?(?:\s+-?-[0-9]+[a-z])?\s*[>\]]\s*",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Entry();
}
