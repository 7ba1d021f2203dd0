using System.Globalization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>tasks.list, get, insert, update, patch, delete, move and clear.</summary>
internal sealed class TasksEndpoints(TasksGate gate, TaskJson json, TimeProvider clock)
{
    private const string ListPath = "/tasks/v1/lists/{list}";
    private const string TasksPath = ListPath + "/tasks";
    private const string TaskPath = TasksPath + "/{task}";
    private const int UsualPage = 20;
    private const int LargestPage = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(TasksPath, ListAsync);
        app.MapGet(TaskPath, GetAsync);
        app.MapPost(TasksPath, gate.Writing(InsertAsync));
        app.MapPut(TaskPath, gate.Writing(UpdateAsync));
        app.MapPatch(TaskPath, gate.Writing(PatchAsync));
        app.MapDelete(TaskPath, gate.Writing(DeleteAsync));
        app.MapPost(TaskPath + "/move", gate.Writing(MoveAsync));
        app.MapPost(ListPath + "/clear", gate.Writing(ClearAsync));
    }

    private Task ListAsync(HttpContext context)
    {
        if (gate.Enter(context) is not { } token)
        {
            return gate.RefuseAsync(context);
        }

        try
        {
            var paging = Paging.Read(context.Request.Query, UsualPage, LargestPage);
            var query = new TaskQuery(context.Request.Query);
            // The time of day is the sandbox's own, as everything that is compared with it.
            context.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            var answer = token.Grant.Account.Tasks.ReadList(ListOf(context), list => PageOf(list, paging, query));
            return answer is null ? GoogleError.NotFoundAsync(context) : TasksGate.SendAsync(context, answer, answer.Etag);
        }
        catch (FormatException invalid)
        {
            return GoogleError.InvalidAsync(context, invalid.Message);
        }
    }

    private TasksShape PageOf(SandboxTaskList list, Paging paging, TaskQuery query)
    {
        var shown = list.WithKnownPositions().Where(placed => query.Shows(placed.Task)).ToArray();
        var (page, next) = paging.Take(shown, placed => placed.Task.Id);
        TaskShape[] items = [.. page.Select(placed => json.Task(list, placed.Task, placed.Position))];
        return new TasksShape("tasks#tasks", TaskJson.EtagOf(items), next, items);
    }

    private Task GetAsync(HttpContext context)
    {
        if (gate.Enter(context) is not { } token)
        {
            return gate.RefuseAsync(context);
        }

        var found = token.Grant.Account.Tasks.ReadList(ListOf(context), list => ShapeOf(list, TaskOf(context)));
        return found is null ? GoogleError.NotFoundAsync(context) : TasksGate.SendAsync(context, found, found.Etag);
    }

    private async Task InsertAsync(HttpContext context, TaskBook book)
    {
        var body = await TaskBody.ReadAsync(context);
        await SendAsync(context, book.Write(ListOf(context), list =>
        {
            var task = book.Insert(
                list, blank => body.Patch(blank, clock.GetUtcNow()), Asked(context, "parent"), Asked(context, "previous"));
            return ShapeOf(list, task.Id)!;
        }));
    }

    private async Task PatchAsync(HttpContext context, TaskBook book)
    {
        var body = await TaskBody.ReadAsync(context);
        await ChangeAsync(context, book, body.Patch);
    }

    private async Task UpdateAsync(HttpContext context, TaskBook book)
    {
        var body = await TaskBody.ReadAsync(context);
        if (body.Id != TaskOf(context))
        {
            throw TaskRefusal.Invalid(body.Id is null ? "Missing task ID" : "Invalid task ID");
        }

        await ChangeAsync(context, book, body.Replace);
    }

    private Task ChangeAsync(HttpContext context, TaskBook book, Func<SandboxTask, DateTimeOffset, SandboxTask> change) =>
        SendAsync(context, book.Write(ListOf(context), list =>
        {
            var task = Find(list, context);
            var now = clock.GetUtcNow();
            var changed = change(task, now);
            if (changed.Deleted && !task.Deleted)
            {
                TaskMoves.Delete(list, task, now);
            }
            else
            {
                list.Tasks[list.Tasks.IndexOf(task)] = TaskMoves.Touched(changed, now);
            }

            return ShapeOf(list, task.Id)!;
        }));

    private Task DeleteAsync(HttpContext context, TaskBook book)
    {
        book.Write(ListOf(context), list =>
        {
            var task = Find(list, context);
            TaskMoves.Delete(list, task.Deleted ? throw TaskRefusal.NotFound : task, clock.GetUtcNow());
            return true;
        });
        return TasksGate.DoneAsync(context);
    }

    private Task MoveAsync(HttpContext context, TaskBook book) => SendAsync(context, book.Write(ListOf(context), from =>
    {
        var task = Find(from, context);
        var (to, moved) = book.Move(
            from, task.Deleted ? throw TaskRefusal.NotFound : task, Asked(context, "destinationTasklist"),
            Asked(context, "parent"),
            Asked(context, "previous"));
        return ShapeOf(to, moved.Id)!;
    }));

    private Task ClearAsync(HttpContext context, TaskBook book)
    {
        book.Write(ListOf(context), list =>
        {
            var now = clock.GetUtcNow();
            for (var at = 0; at < list.Tasks.Count; at++)
            {
                if (list.Tasks[at] is { Completed: not null, Hidden: false, Deleted: false } done)
                {
                    list.Tasks[at] = TaskMoves.Touched(done with { Hidden = true }, now);
                }
            }

            return true;
        });
        return TasksGate.DoneAsync(context);
    }

    /// <summary>The task that the path names, in the version that the request asks for.</summary>
    private static SandboxTask Find(SandboxTaskList list, HttpContext context)
    {
        var task = list.Tasks.Find(task => task.Id == TaskOf(context)) ?? throw TaskRefusal.NotFound;
        TasksGate.CheckVersion(context, TaskJson.EtagOf(task));
        return task;
    }

    private TaskShape? ShapeOf(SandboxTaskList list, string? id) => list.WithPositions().Where(placed => placed.Task.Id == id)
        .Select(placed => json.Task(list, placed.Task, placed.Position)).FirstOrDefault();

    private static Task SendAsync(HttpContext context, TaskShape task) => TasksGate.SendAsync(context, task, task.Etag);

    private static string? ListOf(HttpContext context) => context.Request.RouteValues["list"] as string;

    private static string? TaskOf(HttpContext context) => context.Request.RouteValues["task"] as string;

    /// <summary>A query parameter; null when it is missing or empty.</summary>
    private static string? Asked(HttpContext context, string name) => FormReading.Single(context.Request.Query[name]);

    private sealed record TasksShape(string Kind, string Etag, string? NextPageToken, IReadOnlyList<TaskShape> Items);
}
