using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tests.Tasks.Store;

/// <summary>Tasks get their whole notes in their own order, in whatever order Google sends them.</summary>
public sealed class WholeNotesTests
{
    private const int Tasks = 2000;
    private const int Length = 8000;

    private readonly Random _random = new(1);
    private int _readings;
    private int _pages;

    [Fact]
    public async Task In_the_order_of_the_list_it_is_read_once()
    {
        var tasks = Enumerable.Range(0, Tasks).Select(Whole).ToList();

        var read = await ReadAsync([.. tasks.Select(NotesRoom.Cut)], tasks);

        Assert.Equal(tasks, read);
        Assert.Equal((1, Tasks / 100), (_readings, _pages));
    }

    [Fact]
    public async Task In_any_other_order_it_is_read_as_often_as_the_bound_requires()
    {
        var tasks = Enumerable.Range(0, Tasks).Select(Whole).ToList();
        var shuffled = tasks.ToArray();
        _random.Shuffle(shuffled);

        var read = await ReadAsync([.. tasks.Select(NotesRoom.Cut)], shuffled, capacity: 2_000_000);

        Assert.Equal(tasks, read);
        Assert.InRange(_readings, 3, 10);
    }

    [Fact]
    public async Task What_is_gone_is_left_out_and_what_is_whole_is_not_asked_for()
    {
        var tasks = Enumerable.Range(0, 10).Select(Whole).ToList();
        var mixed = tasks.Select(task => task.Id is "2" or "5" or "9" ? NotesRoom.Cut(task) : task).ToList();

        var read = await ReadAsync(mixed, [.. tasks.Where(task => task.Id is not "5")]);
        Assert.Equal(tasks.Where(task => task.Id is not "5"), read);

        _readings = 0;
        Assert.Equal(tasks, await ReadAsync(tasks, []));
        Assert.Equal(0, _readings);
    }

    /// <summary>Notes that cannot be packed well.</summary>
    private TaskItem Whole(int number)
    {
        var bytes = new byte[Length / 2];
        _random.NextBytes(bytes);
        return new() { Id = $"{number}", Title = $"Task {number}", Notes = Convert.ToHexString(bytes) };
    }

    private async Task<List<TaskItem>> ReadAsync(IReadOnlyList<TaskItem> tasks, IReadOnlyList<TaskItem> atGoogle, long capacity = long.MaxValue)
    {
        var read = new List<TaskItem>();
        await foreach (var task in WholeNotes.ReadAsync(tasks, Pages, capacity))
            read.Add(task);
        return read;

        async IAsyncEnumerable<TaskPart> Pages(Func<TaskItem, TaskItem> keep)
        {
            _readings++;
            var pages = atGoogle.Chunk(100).ToList();
            for (var page = 0; page < pages.Count; page++)
            {
                await Task.Yield();
                _pages++;
                yield return new TaskPart([.. pages[page].Select(keep)], default, IsLast: page == pages.Count - 1);
            }
        }
    }
}
