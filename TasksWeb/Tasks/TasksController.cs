using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.SignIn;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

/// <summary>The JSON API of task lists and tasks.</summary>
[ApiController]
[Authorize]
[Route("api/tasklists")]
public sealed class TasksController(GoogleTasksClient google) : ControllerBase
{
    private GrantKey Grant => User.GrantFor(GoogleTasksClient.Connector);

    /// <summary>Every task list of the person, as an array.</summary>
    [HttpGet]
    public async Task Lists()
    {
        var pages = await google.ListsAsJsonAsync(Grant, HttpContext.RequestAborted);
        WriteArray(Response, pages);
    }

    /// <summary>Every task of a list, ordered by position, as an array. Google's query parameters pass through.</summary>
    [HttpGet("{list}/tasks")]
    public async Task<IReadOnlyList<JsonElement>> Tasks(string list)
    {
        Response.Headers.CacheControl = "no-store";
        return await google.TasksAsJsonAsync(Grant, list, TasksQuery.PassThrough(Request.Query), HttpContext.RequestAborted);
    }

    /// <summary>Joins the pages' elements into one array without taking them apart.</summary>
    private static void WriteArray(HttpResponse response, IReadOnlyList<JsonItems> pages)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        var parts = pages.Where(page => !page.Elements.IsEmpty).ToList();
        response.ContentLength = 2 + parts.Sum(page => page.Elements.Length) + Math.Max(0, parts.Count - 1);
        var body = response.BodyWriter;
        Write(body, "["u8);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                Write(body, ","u8);
            Write(body, parts[i].Elements.Span);
        }
        Write(body, "]"u8);

        static void Write(System.IO.Pipelines.PipeWriter writer, ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(writer, bytes);
    }
}
