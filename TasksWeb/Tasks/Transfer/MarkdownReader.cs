namespace TasksWeb.Tasks.Transfer;

/// <summary>
/// Reads checklists: in a file with list items only these are tasks; elsewhere every line is one. Org, Logseq and todo.txt are
/// read where their words leave no doubt.
/// </summary>
internal sealed class MarkdownReader(string[] lines, ImportReading reading)
{
    private readonly MarkdownEnds _ends = new(lines);
    private string _list = "";
    private OutlineItem? _last;
    private PlanningLine? _planning;
    private bool _isListEmpty;
    private bool _isTodoText;
    private int _others;

    public void Read()
    {
        var style = StyleOf();
        _isTodoText = !style.HasItems && Array.Exists(lines, TodoText.IsMarked);
        var blocks = new MarkdownBlocks(
            lines, _ends, index => reading.Notices.Add("Unclosed", new Place(index + 1), lines[index].Trim()));
        var outline = new Outline { ItemsOnly = style.HasItems, HasKeywords = style.HasKeywords, IsOrg = style.IsOrg };
        for (var index = 0; index < lines.Length; index++)
        {
            reading.CancellationToken.ThrowIfCancellationRequested();
            var (line, kind) = (lines[index], blocks.KindOf(index));
            // A paragraph that is underlined is a heading too.
            if (kind == MarkdownLine.Heading || (kind == MarkdownLine.Text && IsUnderlined(index)))
                BeginList(MarkdownFormat.Unescape(MarkdownBlocks.TitleOf(line)), outline);
            else if (kind == MarkdownLine.Text && style.IsDeepOrg
                && TaskKeyword.StarsOf(line) is > 0 and var stars && TaskKeyword.Of(line[stars..].Trim()) is null)
            {
                BeginList(line[stars..].Trim(), outline);
                _isListEmpty = true;
            }
            else if (kind == MarkdownLine.Text && _last?.Keyword is not null && PlanningLine.Read(line) is { } planning)
                _planning = PlanningLine.Join(_planning, planning);
            else if (kind == MarkdownLine.Text && outline.AddFileLine(line, index + 1) is { } item)
            {
                Finish();
                _last = item;
            }
            else if (kind == MarkdownLine.Other || (kind == MarkdownLine.Literal && !outline.TryAddNote(line)))
                _others++;
        }
        BeginList("", outline);
        if (outline.LeftOut + _others > 0)
            reading.Notices.Count("NoItem", outline.LeftOut + _others);
    }

    private (bool HasItems, bool HasKeywords, bool IsOrg, bool IsDeepOrg) StyleOf()
    {
        var (hasItems, hasKeywords, isOrg, isDeep) = (false, false, false, false);
        var blocks = new MarkdownBlocks(lines, _ends);
        for (var index = 0; index < lines.Length; index++)
        {
            // Empty lines, of which there can be millions, end neither code nor comments.
            if (lines[index].Length == 0 || blocks.KindOf(index) != MarkdownLine.Text)
                continue;
            var stars = TaskKeyword.StarsOf(lines[index]);
            hasItems = hasItems || Outline.IsListItem(lines[index]);
            isOrg |= stars > 0 && TaskKeyword.IsSure(lines[index].AsSpan(stars).TrimStart());
            isDeep |= stars > 1;
            hasKeywords |= lines[index].AsSpan().TrimStart() is ['-', ' ', .. var text] && TaskKeyword.IsSure(text.TrimStart());
        }
        return (hasItems || isOrg, hasKeywords || isOrg, isOrg, isOrg && isDeep);
    }

    private void BeginList(string title, Outline outline)
    {
        Finish();
        // A heading of Org without tasks: it is no list item, and a list without tasks is not imported.
        if (_isListEmpty)
            _others++;
        (_list, _isListEmpty) = (title, false);
        outline.EndSection();
    }

    /// <summary>Adds the last item, when its notes are complete.</summary>
    private void Finish()
    {
        if (_last is { } item)
            Add(item);
        (_last, _planning) = (null, null);
    }

    private void Add(OutlineItem item)
    {
        var task = new SourceTask(new Place(item.Line)) { List = _list, IsDeleted = item.IsCancelled };
        _isListEmpty = false;
        var text = _isTodoText && !item.HasMarker ? TodoText.Take(item.Text, task, reading) : item.Text;
        task.Title = MarkdownFormat.Unescape(MarkdownSigns.Take(text, task, reading));
        if (task.Statuses.Count == 0)
            task.Statuses.Add(TaskKeyword.StateOf(item.Keyword) ?? (item.IsCompleted ? "completed" : "open"));
        _planning?.AddTo(task, reading);
        foreach (var line in item.Notes)
            task.Notes.Add(line == MarkdownFormat.EmptyLine ? "" : MarkdownFormat.Unescape(line));
        reading.Add(task, item.Level);
    }

    private bool IsUnderlined(int index) =>
        index + 1 < lines.Length && lines[index + 1] is ['=', ..] or ['-', '-', '-', ..]
        && lines[index + 1].AsSpan().Trim() is var underline && underline.Trim(underline[0]).IsEmpty
        && lines[index].Length > 0 && !char.IsWhiteSpace(lines[index][0]) && !Outline.IsListItem(lines[index]);
}
