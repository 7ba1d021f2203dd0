namespace TasksWeb.Sandbox.Http;

/// <summary>
/// Google's error bodies: the old <c>errors[]</c> and the newer <c>status</c> side by side, as the Tasks API sends them.
/// </summary>
internal static class GoogleError
{
    private const string Realm = "Bearer realm=\"https://accounts.google.com/\"";

    public static Task WriteAsync(HttpContext context, int status, string reason, string message, object[]? details = null) =>
        Answer.JsonAsync(context, status, new
        {
            error = new
            {
                code = status,
                message,
                errors = new[] { new { message, domain = DomainOf(reason), reason } },
                status = StatusName(status),
                details,
            },
        });

    public static Task MissingTokenAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = Realm;
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "required",
            "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid "
            + "authentication credential.");
    }

    public static Task InvalidTokenAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = Realm + ", error=\"invalid_token\"";
        return WriteAsync(context, StatusCodes.Status401Unauthorized, "authError",
            "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
            + "authentication credential.");
    }

    public static Task InsufficientScopeAsync(HttpContext context, string scopes)
    {
        context.Response.Headers.WWWAuthenticate = $"{Realm}, error=\"insufficient_scope\", scope=\"{scopes}\"";
        return WriteAsync(context, StatusCodes.Status403Forbidden, "insufficientPermissions",
            "Request had insufficient authentication scopes.",
            [new ErrorInfo("type.googleapis.com/google.rpc.ErrorInfo", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "googleapis.com")]);
    }

    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status404NotFound, "notFound", "Not Found");

    public static Task InvalidAsync(HttpContext context, string message) =>
        WriteAsync(context, StatusCodes.Status400BadRequest, "invalid", message);

    /// <summary>The reason Google gives for a status when nobody chose another.</summary>
    public static string UsualReason(int status) => status switch
    {
        400 => "invalid",
        401 => "authError",
        403 => "forbidden",
        404 => "notFound",
        409 => "conflict",
        410 => "deleted",
        412 => "conditionNotMet",
        429 => "rateLimitExceeded",
        _ => "backendError",
    };

    private static string DomainOf(string reason) =>
        reason.EndsWith("Exceeded", StringComparison.Ordinal) && reason != "quotaExceeded" ? "usageLimits" : "global";

    private static string StatusName(int status) => status switch
    {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 or 410 => "NOT_FOUND",
        409 => "ABORTED",
        412 => "FAILED_PRECONDITION",
        429 => "RESOURCE_EXHAUSTED",
        501 => "UNIMPLEMENTED",
        502 or 503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };

    private sealed record ErrorInfo(
        [property: System.Text.Json.Serialization.JsonPropertyName("@type")] string Type, string Reason, string Domain);
}
