using Microsoft.AspNetCore.Mvc;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>
/// The places and lists beside every page. It shows what is cached and asks nobody: a page that reports a failure has it too.
/// </summary>
public sealed class SidebarViewComponent(TaskStore store, TimeProvider clock) : ViewComponent
{
    /// <param name="view">Also used for the page of lists on a phone.</param>
    public IViewComponentResult Invoke(string view = "Default")
    {
        var grant = HttpContext.User.GrantFor(GoogleTasksClient.Connector);
        var day = ReaderDay.Of(Request, clock);
        var lists = store.FindCachedLists(grant) ?? [];
        var counts = TaskCounts.Of(lists, list => store.FindCached(grant, list), day.Today);
        return View(view, new Sidebar(new TasksLayout(lists, LayoutSection.None, Selected: null, day), counts));
    }
}

public sealed record Sidebar(TasksLayout Layout, TaskCounts Counts);
