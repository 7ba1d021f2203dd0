using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Fitbit;

/// <summary>Fitbit's error bodies: <c>{"errors":[{"errorType","message"}],"success":false}</c>.</summary>
internal static class FitbitError
{
    private const string More =
        "Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.";

    public static Task WriteAsync(HttpContext context, int status, string errorType, string message) =>
        Answer.JsonAsync(context, status, new { errors = new[] { new { errorType, message } }, success = false });

    /// <summary>A value of the request that cannot be.</summary>
    public static Task InvalidAsync(HttpContext context, string fieldName, string message) => Answer.JsonAsync(
        context, StatusCodes.Status400BadRequest,
        new { errors = new[] { new { errorType = "validation", fieldName, message } }, success = false });

    /// <summary>Fitbit repeats the token in its message; logging or showing it would reveal the token.</summary>
    public static Task ExpiredAsync(HttpContext context, string token) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "expired_token", $"Access token expired: {token}. {More}");

    /// <inheritdoc cref="ExpiredAsync"/>
    public static Task InvalidTokenAsync(HttpContext context, string token) =>
        WriteAsync(context, StatusCodes.Status401Unauthorized, "invalid_token", $"Access token invalid: {token}. {More}");

    public static Task InsufficientScopeAsync(HttpContext context) => WriteAsync(
        context, StatusCodes.Status403Forbidden, "insufficient_scope",
        "This application does not have permission to access heart rate data.");

    /// <summary>The kind of error Fitbit gives for a status when nobody chose another.</summary>
    public static string UsualType(int status) => status switch
    {
        400 => "validation",
        401 => "expired_token",
        403 => "insufficient_permissions",
        404 => "not_found",
        410 => "gone",
        429 => "request",
        _ => "system",
    };
}
