using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>Error bodies as RFC 6749 §5.2 has them.</summary>
internal static class OAuthError
{
    public static Task WriteAsync(HttpContext context, int status, string error, string description) =>
        Answer.JsonAsync(context, status, new { error, error_description = description });

    /// <summary>RFC 6750 §3.1.</summary>
    public static Task InsufficientScopeAsync(HttpContext context, string scope)
    {
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return WriteAsync(context, StatusCodes.Status403Forbidden, "insufficient_scope", $"The request needs the scope {scope}.");
    }
}
