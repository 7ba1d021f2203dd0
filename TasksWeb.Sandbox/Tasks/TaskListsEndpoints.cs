using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>tasklists.list, get, insert, update, patch and delete.</summary>
internal sealed class TaskListsEndpoints(TasksGate gate, TaskJson json)
{
    public const string ListsPath = "/tasks/v1/users/@me/lists";

    private const string ListPath = ListsPath + "/{list}";
    private const int UsualPage = 1000;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(ListsPath, ListAsync);
        app.MapGet(ListPath, GetAsync);
        app.MapPost(ListsPath, gate.Writing(InsertAsync));
        app.MapPut(ListPath, gate.Writing(RenameAsync));
        app.MapPatch(ListPath, gate.Writing(RenameAsync));
        app.MapDelete(ListPath, gate.Writing(DeleteAsync));
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

    private async Task InsertAsync(HttpContext context, TaskBook book)
    {
        var body = await TaskBody.ReadAsync(context);
        await SendAsync(context, book, book.Insert(TitleOf(body)).Id);
    }

    /// <summary>The title is all that can be changed, so that an update is a patch.</summary>
    private async Task RenameAsync(HttpContext context, TaskBook book)
    {
        var body = await TaskBody.ReadAsync(context);
        await SendAsync(context, book, book.Write(IdOf(context), list =>
        {
            TasksGate.CheckVersion(context, json.List(list).Etag);
            list.Title = body.Has("title") ? TitleOf(body) : list.Title;
            return list.Id;
        }));
    }

    private Task DeleteAsync(HttpContext context, TaskBook book)
    {
        book.Write(IdOf(context), list =>
        {
            TasksGate.CheckVersion(context, json.List(list).Etag);
            book.Remove(list);
            return true;
        });
        return TasksGate.DoneAsync(context);
    }

    private static string TitleOf(TaskBody body) =>
        body.Title is { Length: > 0 } title ? title : throw TaskRefusal.Invalid("Missing task list title.");

    private static string? IdOf(HttpContext context) => context.Request.RouteValues["list"] as string;

    private Task SendAsync(HttpContext context, TaskBook book, string id) => book.ReadList(id, json.List) is { } list
        ? TasksGate.SendAsync(context, list, list.Etag)
        : throw TaskRefusal.NotFound;

    private static Task SendAsync(HttpContext context, TaskListsAnswer answer) =>
        TasksGate.SendBytesAsync(context, answer.Json, answer.Etag);
}
