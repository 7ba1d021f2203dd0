using System.Text;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>Google's limits (https://developers.google.com/workspace/tasks/limits).</summary>
internal static class TaskLimits
{
    public const int Title = 1024;
    public const int Notes = 8192;
    public const int Lists = 2000;
    public const int TasksPerList = 20_000;
    public const int Tasks = 100_000;
    public const int Subtasks = 2000;

    /// <exception cref="TaskRefusal">It is longer.</exception>
    public static string? Text(string? text, int most, string field) => text is null || text.EnumerateRunes().Count() <= most
        ? text
        : throw TaskRefusal.Invalid($"Invalid value for: {field} is longer than {most} characters.");

    /// <exception cref="TaskRefusal">There are as many already.</exception>
    public static void Room(int count, int most, string what)
    {
        if (count >= most)
        {
            throw TaskRefusal.Invalid($"Too many {what}: at most {most}.");
        }
    }

    private static int Count(this StringRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes)
        {
            count++;
        }

        return count;
    }
}
