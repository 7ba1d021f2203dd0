using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Search;

namespace TasksWeb.Tasks.QuickAdd;

/// <summary>
/// <c>#name</c>, <c>＃name</c>, <c>#"two words"</c>, <c>#「二 語」</c>. A whole name is preferred to the beginning of one.
/// Case, width and spaces do not matter.
/// </summary>
internal static class ListTags
{
    /// <summary>The first tag that names one list. Adds a remark on it and on every tag before.</summary>
    public static (TaskList? List, Span Span) Read(
        Line line, IReadOnlyList<TaskList> lists, ICollection<(Span Span, Remark Remark)> remarks)
    {
        foreach (var (span, name) in Tags(line))
        {
            var matching = Matching(name, lists);
            var words = line.Text[span.Start..span.End];
            if (matching is [var one])
            {
                remarks.Add((span, new Remark(RemarkKind.List, words)));
                line.Take(span);
                return (one, span);
            }
            // #1 is a number.
            if (matching.Count > 1)
                remarks.Add((span, new Remark(RemarkKind.AmbiguousList, words, matching)));
            else if (!name.All(char.IsAsciiDigit))
                remarks.Add((span, new Remark(RemarkKind.UnknownList, words)));
        }
        return (null, default);
    }

    public static IReadOnlyList<TaskList> Matching(string name, IReadOnlyList<TaskList> lists)
    {
        var key = Key(name);
        var named = lists.Select(list => (List: list, Key: Key(list.Title))).ToList();
        var exact = named.Where(pair => pair.Key == key).ToList();
        var matching = exact.Count > 0 ? exact : named.FindAll(pair => pair.Key.StartsWith(key, StringComparison.Ordinal));
        return [.. matching.Select(pair => pair.List)];
    }

    private static string Key(string name) => string.Concat(SearchText.Fold(name).Where(c => !char.IsWhiteSpace(c)));

    private static IEnumerable<(Span Span, string Name)> Tags(Line line)
    {
        for (var at = 0; at < line.Folded.Length - 1; at++)
        {
            if (line.Folded[at] != '#'
                || (at > 0 && !char.IsWhiteSpace(line.Text[at - 1]) && line.Text[at - 1] is not ('、' or '。')))
                continue;
            var closing = Line.Closing(line.Text[at + 1]);
            var end = closing is { } quote
                ? line.Text.IndexOf(quote, at + 2)
                : line.Folded.IndexOf(' ', at + 1) is var space and >= 0 ? space : line.Text.Length;
            var name = end < 0 ? "" : line.Text[(at + (closing is null ? 1 : 2))..end];
            if (string.IsNullOrWhiteSpace(name))
                continue;
            yield return (new Span(at, closing is null ? end : end + 1), name);
            at = end;
        }
    }
}
