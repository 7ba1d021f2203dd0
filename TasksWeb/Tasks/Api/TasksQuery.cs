using TasksWeb.Errors;

namespace TasksWeb.Tasks.Api;

/// <summary>
/// Google's query parameters. What Google does not document is refused by name, so that no misspelt filter shows too much.
/// </summary>
internal static class TasksQuery
{
    private static readonly string[] OfList =
    [
        "completedMax", "completedMin", "dueMax", "dueMin", "showAssigned", "showCompleted", "showDeleted", "showHidden",
        "updatedMin",
    ];

    /// <summary>Google's, too, but every page is followed whatever they say.</summary>
    private static readonly string[] OfPages = ["maxResults", "pageToken"];

    /// <summary>The filters of <c>tasks.list</c>, which pass through.</summary>
    /// <exception cref="ProblemException">There is another parameter.</exception>
    public static IReadOnlyDictionary<string, string?> PassThrough(IQueryCollection query)
    {
        Check(query, [.. OfList, .. OfPages]);
        return OfList.Where(query.ContainsKey)
            .ToDictionary(name => name, name => (string?)query[name].ToString(), StringComparer.Ordinal);
    }

    /// <summary>One parameter of a write; null when it is missing or empty.</summary>
    public static string? Value(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <exception cref="ProblemException">There is another parameter than these.</exception>
    public static void Check(IQueryCollection query, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                throw new ProblemException(
                    Problem.Invalid($"{(name.Length <= 40 ? name : name[..40] + "…")}: Google has no such parameter here."));
            if (values.Count > 1)
                throw new ProblemException(Problem.Invalid($"{name}: it is there more than once."));
        }
    }
}
