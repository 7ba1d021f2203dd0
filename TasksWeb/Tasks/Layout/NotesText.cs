using System.Text.RegularExpressions;

namespace TasksWeb.Tasks.Layout;

/// <summary>A stretch of notes: plain words, or words that lead to a web address.</summary>
/// <param name="Address">http or https; null for plain words.</param>
public sealed record NotesPart(string Text, string? Address);

/// <summary>Notes as people write them: web addresses and Markdown's links can be followed, everything else is text.</summary>
public static partial class NotesText
{
    private const string EndsSentence = ".,;:!?)]}'\"。、,.;:!?)」』】";

    public static IReadOnlyList<NotesPart> Parts(string notes)
    {
        var parts = new List<NotesPart>();
        var at = 0;
        foreach (Match link in Link().Matches(notes))
        {
            var isNamed = link.Groups["address"].Success;
            var written = isNamed ? link.Groups["address"].Value : link.Value.TrimEnd(EndsSentence.ToCharArray());
            if (AddressOf(written) is not { } address)
                continue;
            if (link.Index > at)
                parts.Add(new NotesPart(notes[at..link.Index], null));
            parts.Add(new NotesPart(isNamed ? link.Groups["name"].Value : written, address));
            at = link.Index + (isNamed ? link.Length : written.Length);
        }
        if (at < notes.Length)
            parts.Add(new NotesPart(notes[at..], null));
        return parts;
    }

    /// <summary>Only the web, and no address that pretends to be another by a user name.</summary>
    private static string? AddressOf(string written) =>
        Uri.TryCreate(written, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            && uri.UserInfo.Length == 0
            ? uri.AbsoluteUri
            : null;

    [GeneratedRegex(
        @"\[(?<name>[^\[\]\r\n]+)\]\((?<address>https?://[^\s()<>]+)\)|https?://[^\s<>""]+",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
