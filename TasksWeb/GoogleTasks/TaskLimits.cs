using System.Buffers;
using System.Globalization;
using System.Text;
using TasksWeb.Errors;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// What Google Tasks can hold (https://developers.google.com/workspace/tasks/limits); said before anything is sent.
/// </summary>
public static class TaskLimits
{
    /// <summary>Characters of a title, of a list as of a task. An emoji of one code point counts as one.</summary>
    public const int Title = 1024;

    /// <summary>Characters of the notes.</summary>
    public const int Notes = 8192;

    /// <summary>Lists of one person.</summary>
    public const int Lists = 2000;

    /// <summary>Tasks in one list, hidden ones not counted.</summary>
    public const int TasksPerList = 20_000;

    /// <summary>Tasks of one person.</summary>
    public const int Tasks = 100_000;

    /// <summary>Tasks under one task.</summary>
    public const int Subtasks = 2000;

    /// <summary>How long a text is as Google counts: in code points.</summary>
    public static int LengthOf(string? text)
    {
        var length = 0;
        foreach (var _ in (text ?? "").EnumerateRunes())
            length++;
        return length;
    }

    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the field.</exception>
    public static void CheckText(string field, string? text, int most)
    {
        if (text is null)
            return;
        if (!IsUnicode(text))
            throw Invalid(field, "it holds half a surrogate pair, which is not Unicode.");
        // No text has more code points than UTF-16 units.
        if (text.Length <= most)
            return;
        if (LengthOf(text) is var length && length > most)
            throw Invalid(field, string.Create(CultureInfo.InvariantCulture, $"Google keeps at most {most:N0} characters, and these are {length:N0}."));
    }

    /// <summary>Refuses one more where there are as many as Google takes.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>, naming the field.</exception>
    public static void CheckRoom(string field, int count, int most, string what)
    {
        if (count >= most)
            throw Invalid(field, string.Create(CultureInfo.InvariantCulture, $"Google keeps at most {most:N0} {what}."));
    }

    /// <summary>Without lone surrogates, which cannot be sent.</summary>
    private static bool IsUnicode(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\ud800', '\udfff') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(rest[at..], out _, out var consumed) != OperationStatus.Done)
                return false;
            rest = rest[(at + consumed)..];
        }
        return true;
    }

    private static ProblemException Invalid(string field, string why) => new(Problem.Invalid($"{field}: {why}"));
}
