namespace TasksWeb.Tests.Conventions;

/// <summary>The rooms, which are the product's folders, and which of them each may use.</summary>
internal static class Rooms
{
    /// <summary>Room to rooms it may use, from the ground to the top floor; what those may use it may use too.</summary>
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["Foundation"] = [],
        ["Resources"] = [],
        ["Language"] = ["Foundation"],
        ["Errors"] = ["Foundation", "Resources"],
        ["Storage"] = ["Errors"],
        ["Tokens"] = ["Storage"],
        ["SignIn"] = ["Tokens"],
        ["Broker"] = ["SignIn"],
        ["Connections"] = ["Broker"],
        ["GoogleTasks"] = ["Tokens"],
        ["Drive"] = ["SignIn"],
        ["Calendar"] = ["SignIn"],
        ["Health"] = ["SignIn"],
        ["Tasks"] = ["GoogleTasks", "Calendar", "SignIn", "Language"],
        ["Overview"] = ["Tasks", "Drive", "Calendar", "Health", "Connections", "Language"],
        ["Admin"] = ["Tasks", "Connections", "Language"],
        ["Hosting"] = ["Overview", "Admin"],
    };

    public static IReadOnlyCollection<string> All => Table.Keys;

    public static bool MayUse(string room, string other) =>
        Table[room].Any(below => below == other || MayUse(below, other));
}
