using System.Text.RegularExpressions;
using TasksWeb.Foundation;
using TasksWeb.Language;

namespace TasksWeb.Tasks.Layout;

/// <param name="Address">http, https, mailto or tel; null for plain text.</param>
public sealed record NotesPart(string Text, string? Address);

/// <summary>Finds addresses and Markdown links in notes; everything else is plain text.</summary>
public static partial class NotesText
{
    private const int MaxExcerpt = 140;
    private const string EndsSentence = ".,;:!?)]}'\"。、,.;:!?)」』】";

    public static IReadOnlyList<NotesPart> Parts(string notes)
    {
        var parts = new List<NotesPart>();
        var end = 0;
        foreach (Match link in Link().Matches(notes))
        {
            var isNamed = link.Groups["address"].Success;
            var written = isNamed ? link.Groups["address"].Value : link.Value.TrimEnd(EndsSentence.ToCharArray());
            if (AddressOf(written) is not { } address)
                continue;
            if (link.Index > end)
                parts.Add(new NotesPart(notes[end..link.Index], null));
            parts.Add(new NotesPart(isNamed ? link.Groups["name"].Value : written, address));
            end = link.Index + (isNamed ? link.Length : written.Length);
        }
        if (end < notes.Length)
            parts.Add(new NotesPart(notes[end..], null));
        return parts;
    }

    /// <summary>The notes in one line, without addresses, which are shown as links; may be empty.</summary>
    public static string Excerpt(IEnumerable<NotesPart> parts)
    {
        var words = string.Concat(parts.Select(part => part.Address is null || !IsAddress(part) ? part.Text : " "))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', words);
        return PlainText.Beginning(text, MaxExcerpt, maxLines: 1) ?? text;
    }

    /// <summary>The text of a link: its own, or the address without its scheme.</summary>
    public static string NameOf(NotesPart link) => IsAddress(link) ? Scheme().Replace(link.Text, "").TrimEnd('/') : link.Text;

    private static bool IsAddress(NotesPart part) => Scheme().IsMatch(part.Text);

    private static string? AddressOf(string written) =>
        AbsoluteUri.TryParse(written, out var uri) && uri.Scheme switch
        {
            // User information in an address can imitate another site.
            "http" or "https" => uri.Host.Length > 0 && uri.UserInfo.Length == 0,
            // A query could add recipients and a text.
            "mailto" => uri.Host.Length > 0 && uri.UserInfo.Length > 0 && uri.Query.Length == 0,
            "tel" => uri.AbsolutePath.All(
                static sign => char.IsAsciiDigit(sign) || "+-.()".Contains(sign, StringComparison.Ordinal)),
            _ => false,
        }
            ? uri.AbsoluteUri
            : null;

    [GeneratedRegex(
        @"\[(?<name>[^\[\]\r\n]+)\]\((?<address>(?:https?://|mailto:|tel:)[^\s()<>]+)\)"
            + @"|(?:https?://|\b(?:mailto|tel):)[^\s<>""]+",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Link();

    [GeneratedRegex("^(?:https?://|mailto:|tel:)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
