using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Tasks;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks.Pages;

/// <summary>A new user on the pages of tasks, without scripts.</summary>
public sealed class TaskDesk : IDisposable
{
    private readonly TestApp _app;

    private TaskDesk(TestApp app, Visitor visitor, Account account) => (_app, Visitor, Account) = (app, visitor, account);

    public Visitor Visitor { get; }

    public Account Account { get; }

    /// <summary>The id of the person's first list, "My Tasks".</summary>
    public string List => Account.Tasks.Lists[0].Id;

    public string ListPath => PathOf(List);

    /// <summary>
    /// Signs in a user with one list of these tasks, from top to bottom; a title that begins with a space is a subtask.
    /// </summary>
    public static async Task<TaskDesk> OpenAsync(TestApp app, string[] titles, [CallerMemberName] string name = "")
    {
        var person = name.Replace('_', ' ')[..Math.Min(name.Length, 60)].TrimEnd();
        var account = app.Sandbox.Accounts.Add(person);
        account.Tasks.RemoveList(account.Tasks.Lists[0].Id);
        Add(account.Tasks, account.Tasks.AddList("My Tasks"), titles);
        return new TaskDesk(app, await app.SignInAsync(person), account);
    }

    /// <summary>Changes made in another app, long enough ago for a page to ask for them.</summary>
    public T Elsewhere<T>(Func<TaskBook, T> change)
    {
        var result = change(Account.Tasks);
        _app.Clock.Advance(TimeSpan.FromSeconds(5));
        return result;
    }

    /// <summary>A list made in another app, with these tasks; returns its id.</summary>
    public string AddList(string title, params string[] titles) => Elsewhere(book =>
    {
        var list = book.AddList(title);
        Add(book, list, titles);
        return list;
    });

    /// <summary>A task made in another app.</summary>
    public SandboxTask AddTask(string title, Func<SandboxTask, SandboxTask>? shape = null) =>
        Elsewhere(book => book.AddTask(List, title, shape));

    private static void Add(TaskBook book, string list, string[] titles)
    {
        string? parent = null;
        foreach (var title in titles)
        {
            var under = title.StartsWith(' ') ? parent : null;
            var id = book.AddTask(list, title.Trim(), task => task with { Parent = under }).Id;
            parent = under ?? id;
        }
    }

    public static string PathOf(string list) => $"/tasks/{Uri.EscapeDataString(list)}";

    public Task<Page> ListPageAsync(string query = "") => Visitor.OpenAsync(ListPath + query);

    /// <summary>The open tasks of a page from top to bottom, subtasks with a space before them.</summary>
    public static IReadOnlyList<string> RowsOf(Page page, string within = ".tasks.open") =>
        [.. page.Document.QuerySelectorAll(
            $"{within} > .task").Select(row => (row.ClassList.Contains("depth-0") ? "" : " ") + NameOf(row))];

    public static IElement Row(Page page, string title) =>
        page.Document.QuerySelectorAll(".task").FirstOrDefault(row => NameOf(row) == title)
        ?? throw new InvalidOperationException($"There is no task '{title}' on: {page.Document.Body!.TextContent}");

    /// <summary>The page of a task.</summary>
    public Task<Page> OpenTaskAsync(Page page, string title) =>
        Visitor.OpenAsync(((IHtmlAnchorElement)Row(page, title).QuerySelector("a.name")!).Href);

    /// <summary>Presses the button before the title, which completes or reopens.</summary>
    public Task<Page> TickAsync(Page page, string title) =>
        Visitor.PressAsync(page, Row(page, title).QuerySelector("button.check-button")!);

    /// <summary>What the page says has just happened.</summary>
    public static string? ReceiptOf(Page page) =>
        page.Document.QuerySelector(".receipt p")?.TextContent.Replace("\u2068", "").Replace("\u2069", "");

    public void Dispose() => Visitor.Dispose();

    private static string NameOf(IElement row) => row.QuerySelector(".name")!.TextContent;
}
