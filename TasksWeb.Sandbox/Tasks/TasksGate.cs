using System.Text.Json;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Tasks;

/// <summary>What every Tasks endpoint does first (token and scope) and last (ETag).</summary>
internal sealed class TasksGate(BearerGate bearer)
{
    /// <summary>Null when the request may not read tasks; <see cref="RefuseAsync"/> then says why.</summary>
    public AccessToken? Enter(HttpContext context) => bearer.Find(context) is { ReadsTasks: true } token ? token : null;

    /// <summary>An endpoint that changes something: a refusal is answered as Google does.</summary>
    public RequestDelegate Writing(Func<HttpContext, TaskBook, Task> write) => async context =>
    {
        if (bearer.Find(context) is not { WritesTasks: true } token)
        {
            await RefuseAsync(context, Scopes.Tasks);
            return;
        }

        try
        {
            await write(context, token.Grant.Account.Tasks);
        }
        catch (TaskRefusal refusal)
        {
            await GoogleError.WriteAsync(context, refusal.Status, refusal.Reason, refusal.Message);
        }
    };

    /// <summary>A change that depends on a version (RFC 9110 §13.1.1).</summary>
    /// <exception cref="TaskRefusal">It is another version by now.</exception>
    public static void CheckVersion(HttpContext context, string etag)
    {
        var asked = context.Request.Headers.IfMatch.SelectMany(
            values => (values ?? "").Split(',', StringSplitOptions.TrimEntries)).ToArray();
        if (asked.Length > 0 && !asked.Contains("*", StringComparer.Ordinal) && !asked.Contains(etag, StringComparer.Ordinal))
        {
            throw TaskRefusal.OtherVersion;
        }
    }

    public static Task DoneAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public Task RefuseAsync(HttpContext context, string scopes = $"{Scopes.Tasks} {Scopes.TasksReadOnly}")
    {
        if (BearerGate.IsAnonymous(context))
        {
            return GoogleError.MissingTokenAsync(context);
        }

        return bearer.Find(context) is null
            ? GoogleError.InvalidTokenAsync(context)
            : GoogleError.InsufficientScopeAsync(context, scopes);
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
