using System.Buffers;
using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;

namespace TasksWeb.Tasks.Api;

/// <summary>
/// <c>GET /api/tasklists</c>: every task list, as an array. The most frequent call; a plain endpoint, because a controller would
/// double the cost of everything else the app does here.
/// </summary>
internal static class TaskListsEndpoint
{
    public static void MapTaskLists(this IEndpointRouteBuilder routes)
    {
        var google = routes.ServiceProvider.GetRequiredService<GoogleTasksClient>();
        // A handler that takes the client as a parameter would create a service scope for every request.
        var grants = routes.ServiceProvider.GetRequiredService<SessionGrants>();
        Delegate answer = (HttpContext context) => context.Request.QueryString.HasValue
            ? ChooseAsync(context)
            : google.WriteTaskListsAsync(
                context.User.GrantFor(GoogleTasksClient.Connector), pages => Write(context.Response, pages),
                context.RequestAborted);
        routes.MapGet("/api/tasklists", answer).RequireAuthorization().Produces<IReadOnlyList<TaskList>>();

        async Task ChooseAsync(HttpContext context)
        {
            var grant = await grants.GetAsync(context, GoogleTasksClient.Connector);
            await google.WriteTaskListsAsync(grant, pages => Write(context.Response, pages), context.RequestAborted);
        }
    }

    /// <summary>Joins the pages' arrays into one without parsing them.</summary>
    private static void Write(HttpResponse response, IReadOnlyList<JsonItems> pages)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var array = pages is [{ Array.IsEmpty: false } only] ? only.Array : Join(pages);
        response.ContentLength = array.Length;
        response.BodyWriter.Write(array.Span);
    }

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<JsonItems> pages)
    {
        var joined = new ArrayBufferWriter<byte>();
        joined.Write("["u8);
        foreach (var page in pages.Where(page => !page.Elements.IsEmpty))
        {
            if (joined.WrittenCount > 1)
                joined.Write(","u8);
            joined.Write(page.Elements.Span);
        }
        joined.Write("]"u8);
        return joined.WrittenMemory;
    }
}
