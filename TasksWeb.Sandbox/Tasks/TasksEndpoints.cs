using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>tasks.list and tasks.get.</summary>
internal sealed class TasksEndpoints(TasksGate gate, TaskJson json)
{
    private const string TasksPath = "/tasks/v1/lists/{list}/tasks";
    private const int UsualPage = 20;
    private const int LargestPage = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(TasksPath, ListAsync);
        app.MapGet(TasksPath + "/{task}", GetAsync);
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
            var answer = token.Grant.Account.Tasks.ReadList(context.Request.RouteValues["list"] as string,
                list => PageOf(list, paging, query));
            return answer is null ? GoogleError.NotFoundAsync(context) : TasksGate.SendAsync(context, answer, answer.Etag);
        }
        catch (FormatException invalid)
        {
            return GoogleError.InvalidAsync(context, invalid.Message);
        }
    }

    private TasksShape PageOf(SandboxTaskList list, Paging paging, TaskQuery query)
    {
        var shown = list.WithPositions().Where(placed => query.Shows(placed.Task)).ToArray();
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

        var id = context.Request.RouteValues["task"] as string;
        var found = token.Grant.Account.Tasks.ReadList(context.Request.RouteValues["list"] as string, list =>
            list.WithPositions().Where(placed => placed.Task.Id == id)
                .Select(placed => json.Task(list, placed.Task, placed.Position)).ToArray());
        return found is [var task] ? TasksGate.SendAsync(context, task, task.Etag) : GoogleError.NotFoundAsync(context);
    }

    private sealed record TasksShape(string Kind, string Etag, string? NextPageToken, IReadOnlyList<TaskShape> Items);
}
