using System.Globalization;
using TasksWeb.Errors;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The limits of Google Tasks (https://developers.google.com/workspace/tasks/limits), checked before anything is sent.
/// </summary>
public static class TaskLimits
{
    /// <summary>Code points in the title of a list or task.</summary>
    public const int Title = 1024;

    /// <summary>Code points in the notes.</summary>
    public const int Notes = 8192;

    /// <summary>Lists per user.</summary>
    public const int Lists = 2000;

    /// <summary>Tasks per list, hidden ones not counted.</summary>
    public const int TasksPerList = 20_000;

    /// <summary>Tasks per user.</summary>
    public const int Tasks = 100_000;

    /// <summary>Subtasks per task.</summary>
    public const int Subtasks = 2000;

    /// <summary>The length of a text as Google counts it, in code points.</summary>
    public static int LengthOf(string? text) => (text ?? "").EnumerateRunes().Count();

    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the field.</exception>
    public static void CheckText(string field, string? text, int limit)
    {
        if (text is null)
            return;
        if (!IsUnicode(text))
            throw Invalid(field, $"it holds half a surrogate pair, which is not Unicode.");
        // A text never has more code points than UTF-16 units.
        if (text.Length > limit && LengthOf(text) is var length && length > limit)
            throw Invalid(field, $"Google keeps at most {limit:N0} characters, and these are {length:N0}.");
    }

    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the field: one more would exceed the limit.</exception>
    public static void CheckRoom(string field, int count, int limit, string unit)
    {
        if (count >= limit)
            throw Invalid(field, $"Google keeps at most {limit:N0} {unit}.");
    }

    /// <summary>Without lone surrogates, which UTF-8 cannot hold.</summary>
    private static bool IsUnicode(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }

    private static ProblemException Invalid(string field, FormattableString reason) =>
        new(Problem.Invalid($"{field}: {reason.ToString(CultureInfo.InvariantCulture)}"));
}
