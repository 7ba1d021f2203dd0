using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TasksWeb.GoogleTasks;
using TasksWeb.Tasks.Agenda;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tests.Tasks.Layout;

public sealed class TaskViewTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly TaskList List = new() { Id = "l" };

    private static readonly TaskItem[] Tasks =
    [
        Task("b10", due: 3), Task("b2", due: -1, parent: "b10"), Task("a", parent: "b10"), Task("c"), Task("A1", due: -2),
        Task("done", isDone: true), Task("gone", isDone: true) with { Hidden = true },
    ];

    [Theory]
    [InlineData("", "b10 .b2 .a c A1 | done | gone")]
    [InlineData("sort=google&filter=all", "b10 .b2 .a c A1 | done | gone")]
    [InlineData("sort=date", "A1 b10 .b2 .a c | done | gone")]
    [InlineData("sort=title", "A1 b10 .a .b2 c | done | gone")]
    [InlineData("filter=dated", "b10 .b2 A1 | done | gone")]
    [InlineData("filter=undated", "a c | done | gone")]
    [InlineData("filter=overdue&sort=date", "A1 b2 | done | gone")]
    [InlineData("filter=completed", "done gone |  | ")]
    [InlineData("filter=nonsense&sort=7", "b10 .b2 .a c A1 | done | gone")]
    public void The_address_determines_filter_and_order(string query, string expected)
    {
        var rows = Of(query).Apply(TaskTree.Rows(List, Tasks), Today);
        Assert.Equal(expected, string.Join(" | ", Describe(rows.Open), Describe(rows.Completed), Describe(rows.Hidden)));
    }

    [Theory]
    [InlineData("sort=date&filter=overdue&list=x%26y", "/tasks/next?sort=date&filter=overdue&list=x%26y")]
    [InlineData("sort=google&filter=all", "/tasks/next")]
    [InlineData("sort=<script>", "/tasks/next")]
    public void A_view_is_a_link(string query, string address) => Assert.Equal(address, Of(query).At("/tasks/next"));

    [Fact]
    public void Today_and_the_next_days_group_the_tasks_of_all_lists_by_due_date()
    {
        ListWithTasks[] everything =
        [
            new(List, [.. Tasks, Task("today", due: 0), Task("sunday", due: 4), Task("monday", due: 5)]),
            new(new TaskList { Id = "2" }, [Task("older", due: -9), Task("other today", due: 0)]),
        ];

        Assert.Equal(
            "overdue: older, A1, b2; 2026-11-25: today, other today", Groups(AgendaGroups.Today, ""));
        Assert.Equal("overdue: older; 2026-11-25: other today", Groups(AgendaGroups.Today, "list=2"));
        Assert.Equal("overdue: A1, b2, older; 2026-11-25: other today, today", Groups(AgendaGroups.Today, "sort=title"));
        Assert.Equal(
            "2026-11-25: today, other today; 2026-11-28: b10; 2026-11-29: sunday; 2026-11-30: monday; nodate: a, c",
            Groups(AgendaGroups.Week, ""));

        string Groups(
            Func<IEnumerable<ListWithTasks>, TaskView, DateOnly, IReadOnlyList<AgendaGroup>> group, string query) =>
            string.Join("; ", group(everything, Of(query), Today)
                .Select(group => $"{group.Key}: {string.Join(", ", group.Rows.Select(row => row.Task.Id))}"));
    }

    private static TaskView Of(string query) => TaskView.Of(new QueryCollection(QueryHelpers.ParseQuery(query)));

    private static string Describe(IEnumerable<TaskRow> rows) =>
        string.Join(' ', rows.Select(row => new string('.', row.Depth) + row.Task.Id));

    private static TaskItem Task(string id, int? due = null, string? parent = null, bool isDone = false) => new()
    {
        Id = id,
        Title = id,
        Parent = parent,
        Status = isDone ? "completed" : "needsAction",
        Due = due is { } days ? new DateTimeOffset(Today.AddDays(days), TimeOnly.MinValue, TimeSpan.Zero) : null,
    };
}
