using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Api;

/// <summary>One task or list as the JSON API answers it: as Google describes it, with its version in <c>ETag</c>.</summary>
internal static class TaskAnswer
{
    private const int MaxEtag = 1024;

    public static IResult Of(ControllerBase controller, TaskItem task)
    {
        controller.Response.Headers.ETag = task.Etag;
        return task.Etag is not null && HttpMethods.IsGet(controller.Request.Method)
            && controller.Request.Headers.IfNoneMatch == task.Etag
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(task, TasksJson.AsWritten.TaskItem);
    }

    public static IResult Of(ControllerBase controller, TaskList list)
    {
        controller.Response.Headers.ETag = list.Etag;
        return TypedResults.Json(list, TasksJson.AsWritten.TaskList);
    }

    public static IResult Created(ControllerBase controller, TaskItem task, string list)
    {
        controller.Response.Headers.ETag = task.Etag;
        controller.Response.Headers.Location =
            $"/api/tasklists/{Uri.EscapeDataString(list)}/tasks/{Uri.EscapeDataString(task.Id)}";
        return TypedResults.Json(task, TasksJson.AsWritten.TaskItem, statusCode: StatusCodes.Status201Created);
    }

    public static IResult Created(ControllerBase controller, TaskList list)
    {
        controller.Response.Headers.ETag = list.Etag;
        return TypedResults.Json(list, TasksJson.AsWritten.TaskList, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>The version that a change asks for; null when it asks for none.</summary>
    /// <exception cref="ProblemException">No etag is that long, or looks like that.</exception>
    public static string? IfMatch(HttpRequest request) => request.Headers.IfMatch.ToString() switch
    {
        "" => null,
        var etag when etag.Length > MaxEtag || etag.AsSpan().ContainsAnyExceptInRange('\x20', '\x7e') =>
            throw new ProblemException(Problem.Invalid("If-Match: it is no etag of Google's.")),
        var etag => etag,
    };
}
