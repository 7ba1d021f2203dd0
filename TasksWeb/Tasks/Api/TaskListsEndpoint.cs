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
        Delegate answer = (HttpContext context) => AnswerAsync(context, google, grants);
        routes.MapGet("/api/tasklists", answer).RequireAuthorization().Produces<IReadOnlyList<TaskList>>();
    }

    private static async Task AnswerAsync(HttpContext context, GoogleTasksClient google, SessionGrants grants)
    {
        var grant = context.Request.QueryString.HasValue
            ? await grants.GetAsync(context, GoogleTasksClient.Connector)
            : context.User.GrantFor(GoogleTasksClient.Connector);
        Write(context.Response, await google.ListTaskListsAsJsonAsync(grant, context.RequestAborted));
    }

    /// <summary>Joins the pages' elements into one array without parsing them.</summary>
    private static void Write(HttpResponse response, IReadOnlyList<JsonItems> pages)
    {
        var parts = pages is [{ Elements.IsEmpty: false }] ? pages : [.. pages.Where(page => !page.Elements.IsEmpty)];
        long length = 2 + Math.Max(0, parts.Count - 1);
        for (var i = 0; i < parts.Count; i++)
            length += parts[i].Elements.Length;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.ContentLength = length;

        var body = response.BodyWriter;
        body.Write("["u8);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                body.Write(","u8);
            body.Write(parts[i].Elements.Span);
        }
        body.Write("]"u8);
    }
}
