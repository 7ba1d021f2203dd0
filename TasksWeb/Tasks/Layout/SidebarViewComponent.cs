using Microsoft.AspNetCore.Mvc;
using TasksWeb.GoogleTasks;
using TasksWeb.Language;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;

namespace TasksWeb.Tasks.Layout;

/// <summary>
/// The navigation beside every page. It shows only what is cached, so that a page that reports a failure has it too.
/// </summary>
public sealed class SidebarViewComponent(PersonTasks store, TimeProvider clock) : ViewComponent
{
    /// <param name="view">Also used for the page of lists on a phone.</param>
    public IViewComponentResult Invoke(string view = "Default")
    {
        var grant = HttpContext.User.GrantFor(GoogleTasksClient.Connector);
        var day = ReaderDay.Of(Request, clock);
        var cached = store.FindCached(grant) ?? [];
        var counts = TaskCounts.Of(cached, day.Today);
        var layout = new TasksLayout([.. cached.Select(one => one.List)], LayoutSection.None, Selected: null, day)
        {
            Accounts = store.FindAccounts(grant),
            ChosenColors = ListColors.Of(Request),
        };
        return View(view, new Sidebar(layout, counts));
    }
}

public sealed record Sidebar(TasksLayout Layout, TaskCounts Counts);
