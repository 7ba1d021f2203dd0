using System.Collections.Frozen;

namespace TasksWeb.Tasks.Layout;

/// <summary>The tasks whose subtasks a person has collapsed; <c>fold.js</c> stores their ids in a cookie.</summary>
public static class FoldedTasks
{
    private const string CookieName = "folded";
    private const int MaxLength = 2000;

    public static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;

    public static IReadOnlySet<string> Of(HttpRequest request) =>
        request.Cookies[CookieName] is { Length: > 0 and <= MaxLength } ids
        ? ids.Split('.').ToHashSet(StringComparer.Ordinal)
        : None;
}
