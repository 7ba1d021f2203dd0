namespace TasksWeb.Tasks;

/// <summary>
/// Google's query parameters of <c>tasks.list</c> that pass through. Not those about pages: every page is followed.
/// </summary>
internal static class TasksQuery
{
    private static readonly string[] Known =
    [
        "completedMax", "completedMin", "dueMax", "dueMin", "showAssigned", "showCompleted", "showDeleted", "showHidden", "updatedMin",
    ];

    public static IReadOnlyDictionary<string, string?> PassThrough(IQueryCollection query) => Known
        .Where(query.ContainsKey)
        .ToDictionary(name => name, name => (string?)query[name].ToString(), StringComparer.Ordinal);
}
