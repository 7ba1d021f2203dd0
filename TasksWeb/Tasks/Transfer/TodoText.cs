using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Lines of todo.txt: <c>x 2026-01-05 2026-01-01 Pay rent</c>, <c>(A) 2026-01-01 Call mum due:2026-01-06</c>.</summary>
internal static partial class TodoText
{
    /// <summary>Whether a line looks like nothing else.</summary>
    public static bool IsMarked(string line) =>
        line is ['x', ' ', >= '0' and <= '9', ..] or ['(', >= 'A' and <= 'Z', ')', ' ', >= '0' and <= '9', ..]
        && Start().Match(line) is { Success: true } match
        && (match.Groups["first"].Success || match.Groups["created"].Success);

    /// <summary>Takes the state and the dates from the start of a line; the priority stays in the title.</summary>
    public static string Take(string line, SourceTask task, ImportReading reading)
    {
        var match = Start().Match(line);
        if (!match.Success)
            return line;
        var isDone = match.Groups["done"].Success;
        if (isDone)
        {
            task.Statuses.Add("completed");
            if (match.Groups["first"] is { Success: true } completed)
                FieldValue.Set(task, TaskField.Completed, completed.Value, reading);
        }
        if (match.Groups["created"].Success)
            reading.Notices.LeaveOut("created");
        return match.Groups["priority"].Value + line[match.Length..];
    }

    [GeneratedRegex(
        @"\A(?:(?<done>x )(?<priority>\([A-Z]\) )?(?:(?<first>[0-9]{4}-[0-9]{2}-[0-9]{2}) )?|(?<priority>\([A-Z]\) ))"
        + @"(?:(?<created>[0-9]{4}-[0-9]{2}-[0-9]{2}) )?",
        RegexOptions.NonBacktracking)]
    private static partial Regex Start();
}
