using System.Text.Json;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>What every Tasks endpoint does first (token and scope) and last (ETag).</summary>
internal sealed class TasksGate(BearerGate bearer)
{
    /// <summary>Null when the request may not read tasks; <see cref="RefuseAsync"/> then says why.</summary>
    public AccessToken? Enter(HttpContext context) => bearer.Find(context) is { ReadsTasks: true } token ? token : null;

    public Task RefuseAsync(HttpContext context)
    {
        if (BearerGate.IsAnonymous(context))
        {
            return GoogleError.MissingTokenAsync(context);
        }

        return bearer.Find(context) is null
            ? GoogleError.InvalidTokenAsync(context)
            : GoogleError.InsufficientScopeAsync(context, $"{Scopes.Tasks} {Scopes.TasksReadOnly}");
    }

    public static Task SendAsync<T>(HttpContext context, T shape, string etag)
        where T : class =>
        SendBytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(shape, Answer.Json), etag);

    public static Task SendBytesAsync(HttpContext context, ReadOnlyMemory<byte> json, string etag)
    {
        context.Response.Headers.ETag = etag;
        var asked = context.Request.Headers.IfNoneMatch;
        if (asked.Count == 1 && asked[0] == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return Answer.BytesAsync(context, StatusCodes.Status200OK, Answer.JsonType, json);
    }
}
