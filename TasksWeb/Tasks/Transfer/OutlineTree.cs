namespace TasksWeb.Tasks.Transfer;

/// <summary>Builds the tree of tasks that come with a level each: one that is deeper than the last belongs to it.</summary>
internal sealed class OutlineTree
{
    private readonly List<Entry> _top = [];
    private readonly List<Entry> _branch = [];

    /// <param name="level">0 at the top; a level more than one deeper counts as one deeper.</param>
    public void Add(int level, PortableTask task)
    {
        var entry = new Entry(task);
        _branch.RemoveRange(Math.Min(level, _branch.Count), _branch.Count - Math.Min(level, _branch.Count));
        (_branch.Count == 0 ? _top : _branch[^1].Subtasks).Add(entry);
        _branch.Add(entry);
    }

    public IReadOnlyList<PortableTask> Build() => [.. _top.Select(entry => entry.Build())];

    private sealed class Entry(PortableTask task)
    {
        public List<Entry> Subtasks { get; } = [];

        public PortableTask Build() => task with { Subtasks = [.. Subtasks.Select(entry => entry.Build())] };
    }
}
