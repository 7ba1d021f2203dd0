namespace TasksWeb.Storage;

/// <summary>The collections there are: each repository's, in the order they are copied.</summary>
internal static class Collections
{
    public static readonly IReadOnlyList<string> All =
    [
        "users", "grants", "revocations", "tickets", "keys", "audit", "codes", "metadata", "links", "changes", "imports", "uses",
        "events", "security", "accounts",
    ];
}
