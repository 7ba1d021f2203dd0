using Microsoft.Extensions.Localization;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.Resources;

namespace TasksWeb.Tasks.Transfer;

/// <param name="Into">The list to import into; null = the one with this title, which is created if there is none.</param>
public sealed record ListToImport(TaskList? Into, string Title, IReadOnlyList<PortableTask> Tasks);

/// <param name="Remaining">How many tasks the import did not reach.</param>
/// <param name="Interruption">Why; null if it reached all.</param>
public sealed record ImportReport(
    IReadOnlyList<ImportedTask> Imported, int Existing, IReadOnlyList<RefusedTask> Refused, int Remaining,
    Interruption? Interruption)
{
    private const int MaxNamed = 5;

    /// <summary>The tasks to delete for an undo; their subtasks go with them.</summary>
    public IReadOnlyList<string> UndoPicks()
    {
        var ids = Imported.Select(imported => imported.Task.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Imported.Where(imported => imported.Task.Parent is not { } parent || !ids.Contains(parent))
                .Select(imported => $"{imported.List.Id}/{imported.Task.Id}"),
        ];
    }

    public IEnumerable<string> Sentences(IStringLocalizer<Strings> words)
    {
        yield return words["Import.Imported", Imported.Count];
        if (Existing > 0)
            yield return words.Plural("Import.Existing", Existing);
        if (Refused.Count > 0)
            yield return words["Import.Refused", Refused.Count];
        foreach (var refused in Refused.Take(MaxNamed))
        {
            var title = PlainText.Isolated(PlainText.Beginning(refused.Title, maxWidth: 60, maxLines: 1) ?? refused.Title);
            yield return refused.Reason is null
                ? words["Import.Refused.One", title]
                : words["Import.Refused.Why", title, refused.Reason];
        }
        if (Remaining > 0)
            yield return words["Import.Remaining", Remaining];
        if (Interruption is { } interruption)
            yield return words[$"Import.{interruption}"];
    }
}

public sealed record ImportedTask(TaskList List, TaskItem Task);

/// <param name="Reason">Google's message; null if the task was not sent.</param>
public sealed record RefusedTask(string Title, string? Reason);

public enum Interruption
{
    TooLong,
    RateLimited,
    Unavailable,
}
