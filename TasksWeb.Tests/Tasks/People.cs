using Microsoft.Extensions.DependencyInjection;
using TasksWeb.GoogleTasks;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Tasks;

/// <summary>People with lists of their own, and what is in them at Google.</summary>
internal static class People
{
    /// <summary>Somebody new with these empty lists, signed in.</summary>
    public static async Task<Visitor> SignInWithListsAsync(this TestApp app, string name, params string[] lists)
    {
        var account = app.Sandbox.Accounts.Add(name);
        foreach (var (id, _) in account.Tasks.Lists)
            account.Tasks.RemoveList(id);
        foreach (var list in lists)
            account.Tasks.AddList(list);
        return await app.SignInAsync(name);
    }

    /// <summary>Every task at Google, with the title of its list.</summary>
    public static async Task<IReadOnlyList<(string List, TaskItem Task)>> TasksOfAsync(this TestApp app, string name)
    {
        var google = app.Services.GetRequiredService<GoogleTasksClient>();
        var tasks = new List<(string List, TaskItem Task)>();
        foreach (var list in await google.ListTaskListsAsync(app.KeyOf(name), default))
        {
            var (items, _) = await google.ListTasksAsync(app.KeyOf(name), list.Id, updatedMin: null, default);
            tasks.AddRange(items.Select(task => (list.Title, task)));
        }
        return tasks;
    }
}
