using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>tasklists.list and tasklists.get.</summary>
internal sealed class TaskListsEndpoints(TasksGate gate, TaskJson json)
{
    public const string ListsPath = "/tasks/v1/users/@me/lists";

    private const int UsualPage = 1000;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(ListsPath, ListAsync);
        app.MapGet(ListsPath + "/{list}", GetAsync);
    }

    /// <summary>The benchmark's hot path: one dictionary lookup and bytes that are ready.</summary>
    public Task ListAsync(HttpContext context)
    {
        if (gate.Enter(context) is not { } token)
        {
            return gate.RefuseAsync(context);
        }

        var book = token.Grant.Account.Tasks;
        var all = book.AllLists(json);
        return context.Request.QueryString.Value is "" or "?maxResults=1000" or "?maxResults=100" && all.Count <= 100
            ? SendAsync(context, all)
            : PageAsync(context, book);
    }

    private Task PageAsync(HttpContext context, TaskBook book)
    {
        try
        {
            var paging = Paging.Read(context.Request.Query, UsualPage, LargestPage);
            return SendAsync(context, book.Read(lists =>
            {
                var (page, next) = paging.Take(lists, list => list.Id);
                return json.Lists(page, next);
            }));
        }
        catch (FormatException invalid)
        {
            return GoogleError.InvalidAsync(context, invalid.Message);
        }
    }

    private Task GetAsync(HttpContext context)
    {
        if (gate.Enter(context) is not { } token)
        {
            return gate.RefuseAsync(context);
        }

        var found = token.Grant.Account.Tasks.ReadList(context.Request.RouteValues["list"] as string, json.List);
        return found is null ? GoogleError.NotFoundAsync(context) : TasksGate.SendAsync(context, found, found.Etag);
    }

    private static Task SendAsync(HttpContext context, TaskListsAnswer answer) =>
        TasksGate.SendBytesAsync(context, answer.Json, answer.Etag);
}
