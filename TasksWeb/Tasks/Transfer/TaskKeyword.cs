using System.Collections.Frozen;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Words with which Org and Logseq begin a task, such as <c>DONE</c>, and the asterisks of Org.</summary>
internal static class TaskKeyword
{
    private static readonly FrozenDictionary<string, string> States = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["open"] = "TODO DOING NOW LATER NEXT WAITING WAIT HOLD STARTED IN-PROGRESS",
        ["completed"] = "DONE",
        ["cancelled"] = "CANCELLED CANCELED",
    }.SelectMany(state => state.Value.Split(' '), (state, word) => KeyValuePair.Create(word, state.Key))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        States.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word before the text of an item; null if there is none, or no text.</summary>
    public static string? Of(ReadOnlySpan<char> text) =>
        text.IndexOf(' ') is var end and > 0 && Lookup.ContainsKey(text[..end]) ? text[..end].ToString() : null;

    /// <summary>Whether a text begins with a word that shows that the file uses them; the others can begin a sentence.</summary>
    public static bool IsSure(ReadOnlySpan<char> text) => Of(text) is "TODO" or "DOING" or "DONE" or "CANCELLED" or "CANCELED";

    /// <summary>A word for the state that <see cref="StatusWord"/> knows.</summary>
    public static string? StateOf(string? keyword) => keyword is null ? null : States.GetValueOrDefault(keyword);

    /// <summary>How many asterisks a heading of Org begins with; 0 for other lines.</summary>
    public static int StarsOf(string line)
    {
        var stars = line.AsSpan().IndexOfAnyExcept('*');
        return stars > 0 && line[stars] is ' ' or '\t' ? stars : 0;
    }
}
