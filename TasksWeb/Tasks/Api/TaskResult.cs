using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.GoogleTasks;

namespace TasksWeb.Tasks.Api;

/// <summary>A task or list as Google describes it, with its version in <c>ETag</c>.</summary>
internal static class TaskResult
{
    private const int MaxEtag = 1024;

    public static IResult Of(ControllerBase controller, TaskItem task, int status = StatusCodes.Status200OK)
    {
        controller.Response.Headers.ETag = task.Etag;
        return task.Etag is not null && HttpMethods.IsGet(controller.Request.Method)
            && controller.Request.Headers.IfNoneMatch == task.Etag
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(task, TasksJson.Unescaped.TaskItem, statusCode: status);
    }

    public static IResult Of(ControllerBase controller, TaskList list, int status = StatusCodes.Status200OK)
    {
        controller.Response.Headers.ETag = list.Etag;
        return TypedResults.Json(list, TasksJson.Unescaped.TaskList, statusCode: status);
    }

    /// <summary>The version that a write applies to; null = any.</summary>
    /// <exception cref="ProblemException">It cannot be an etag.</exception>
    public static string? IfMatch(HttpRequest request) => request.Headers.IfMatch.ToString() switch
    {
        "" => null,
        var etag when etag.Length > MaxEtag || etag.AsSpan().ContainsAnyExceptInRange('\x20', '\x7e') =>
            throw new ProblemException(Problem.Invalid("If-Match: it is not an etag of Google's.")),
        var etag => etag,
    };
}
