using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Tasks.Api;

/// <summary>
/// Google's query parameters, and the choice of an account. Undocumented ones are refused by name: a misspelt filter must not
/// show too much.
/// </summary>
internal static class TasksQuery
{
    private static readonly string[] OfList =
    [
        "completedMax", "completedMin", "dueMax", "dueMin", "showAssigned", "showCompleted", "showDeleted", "showHidden",
        "updatedMin",
    ];

    /// <summary>Accepted and ignored: the response always holds all pages.</summary>
    private static readonly string[] OfPages = ["maxResults", "pageToken"];

    /// <exception cref="ProblemException">An unknown parameter.</exception>
    public static IReadOnlyDictionary<string, string?> PassThrough(IQueryCollection query)
    {
        Check(query, [.. OfList, .. OfPages]);
        return OfList.Where(query.ContainsKey)
            .ToDictionary(name => name, name => (string?)query[name].ToString(), StringComparer.Ordinal);
    }

    /// <summary>One parameter of a write; null if it is missing or empty.</summary>
    public static string? Value(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <exception cref="ProblemException">An unknown parameter, or one that repeats.</exception>
    public static void Check(IQueryCollection query, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal) && name != SessionGrants.Parameter)
                throw new ProblemException(Problem.Invalid($"{Shortened(name)}: Google has no such parameter here."));
            if (values.Count > 1)
                throw new ProblemException(Problem.Invalid($"{name}: it is there more than once."));
        }
    }

    public static string Shortened(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
