using Microsoft.Extensions.Localization;
using TasksWeb.Language;
using TasksWeb.Resources;

namespace TasksWeb.Tasks.Transfer;

/// <summary>Where a file has a value: a line, or in JSON the number of a task. Both are counted from 1.</summary>
internal readonly record struct Place(int Number, bool IsTask = false);

/// <summary>Notices of the preview: what is left out or changed. Only the first of each kind are kept.</summary>
public sealed class ImportNotices
{
    private const int MaxValues = 20;
    private const int MaxNames = 30;

    private readonly OrderedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Reason, Place Place, string Found)> _values = [];
    private int _moreValues;
    private int _moreNames;

    public bool IsEmpty => _counts.Count + _found.Count + _names.Count + _values.Count == 0;

    /// <summary>A notice that is shown once, with how often it occurs.</summary>
    /// <param name="reason">The key of a text under <c>Transfer.Notice</c>, as in the other methods.</param>
    internal void Count(string reason, int count = 1) => _counts[reason] = _counts.GetValueOrDefault(reason) + count;

    /// <summary>A notice about the whole file.</summary>
    internal void Found(string reason, string found) => _found[reason] = found;

    /// <summary>A column or property that has no place in Google Tasks.</summary>
    internal void LeaveOut(string name)
    {
        if (_names.Count < MaxNames)
            _names.Add(Shortened(name));
        else if (!_names.Contains(name))
            _moreNames++;
    }

    /// <summary>A value that is left out or changed.</summary>
    internal void Add(string reason, Place place, string found = "")
    {
        if (_values.Count < MaxValues)
            _values.Add((reason, place, Shortened(found)));
        else
            _moreValues++;
    }

    public IEnumerable<string> Sentences(IStringLocalizer<Strings> words)
    {
        foreach (var (reason, found) in _found)
            yield return words[$"Transfer.Notice.{reason}", found];
        foreach (var (reason, count) in _counts)
            yield return words[$"Transfer.Notice.{reason}", count];
        if (_names.Count > 0)
            yield return words[_moreNames > 0 ? "Transfer.Notice.NamesAndMore" : "Transfer.Notice.Names",
                string.Join(words["Transfer.Notice.And"], _names.Select(PlainText.Isolated))];
    }

    /// <summary>The first values that are left out or changed, each with its place.</summary>
    public IEnumerable<string> Values(IStringLocalizer<Strings> words)
    {
        foreach (var (reason, place, found) in _values)
        {
            var at = words[place.IsTask ? "Transfer.Notice.Task" : "Transfer.Error.Line", place.Number];
            yield return $"{at} {words[$"Transfer.Notice.{reason}", PlainText.Isolated(found)]}";
        }
        if (_moreValues > 0)
            yield return words["Transfer.Preview.More", _moreValues];
    }

    private static string Shortened(string text) => text.Length <= 40 && !text.Contains('\n', StringComparison.Ordinal)
        ? text
        : PlainText.Beginning(text, maxWidth: 80, maxLines: 1) ?? text;
}
