using System.Globalization;
using System.Text;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Sandbox.Fitbit;
using TasksWeb.Sandbox.Http;

namespace TasksWeb.Sandbox.Faults;

/// <summary>Responds instead of the endpoint.</summary>
internal static class FaultAnswer
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static Task WriteAsync(Fault fault, HttpContext context)
    {
        var headers = context.Response.Headers;
        if (fault.RetryAfter is { } seconds)
        {
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        switch (fault.Kind)
        {
            case FaultKind.Html:
                return HtmlAsync(context, fault.Status ?? StatusCodes.Status200OK);
            case FaultKind.Empty:
                context.Response.StatusCode = fault.Status ?? StatusCodes.Status200OK;
                return Task.CompletedTask;
            case FaultKind.Redirect:
                headers.Location = fault.Location;
                context.Response.StatusCode = fault.Status ?? StatusCodes.Status307TemporaryRedirect;
                return Task.CompletedTask;
            case FaultKind.Big:
                return BigAsync(context, fault.Bytes ?? TenMegabytes);
            case FaultKind.OauthError:
                var status = fault.Status ?? (fault.Error == "invalid_client" ? 401 : 400);
                return OAuthAsync(context, status, fault.Error!);
            default:
                return StatusAsync(fault, context, fault.Status!.Value);
        }
    }

    private static Task StatusAsync(Fault fault, HttpContext context, int status)
    {
        var path = context.Request.Path.Value!;
        if (IsFitbit(context) && !FaultEndpoints.IsTokenPath(path))
        {
            var type = fault.Reason ?? FitbitError.UsualType(status);
            return FitbitError.WriteAsync(context, status, type, "The sandbox was asked to answer so.");
        }

        if (FaultEndpoints.IsTokenPath(path))
        {
            return OAuthAsync(context, status, fault.Reason ?? (status >= 500 ? "internal_failure" : "invalid_request"));
        }

        if (status == StatusCodes.Status401Unauthorized && fault.Reason is null or "authError")
        {
            return GoogleError.InvalidTokenAsync(context);
        }

        var reason = fault.Reason ?? GoogleError.UsualReason(status);
        return reason == "insufficientPermissions"
            ? GoogleError.InsufficientScopeAsync(context, Scopes.Tasks)
            : GoogleError.WriteAsync(context, status, reason, MessageFor(reason));
    }

    private static string MessageFor(string reason) => reason switch
    {
        "rateLimitExceeded" => "Rate Limit Exceeded",
        "userRateLimitExceeded" => "User Rate Limit Exceeded",
        "quotaExceeded" => "Quota Exceeded",
        "dailyLimitExceeded" => "Daily Limit Exceeded",
        "notFound" => "Not Found",
        "forbidden" => "The caller does not have permission",
        "backendError" => "Backend Error",
        _ => "The sandbox was asked to answer so.",
    };

    private static Task OAuthAsync(HttpContext context, int status, string error) => IsFitbit(context)
        ? FitbitError.WriteAsync(context, status, error, "Bad Request")
        : OAuthError.WriteAsync(context, status, error, "Bad Request");

    private static bool IsFitbit(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/fitbit", StringComparison.Ordinal);

    private static Task HtmlAsync(HttpContext context, int status) =>
        Answer.TextAsync(context, status, "text/html; charset=utf-8",
            "<!doctype html><html lang=\"en\"><title>Sorry</title><h1>We're sorry</h1><p>Something between you and the API answered.</p></html>");

    private static Task BigAsync(HttpContext context, int bytes)
    {
        var start = "{\"kind\":\"tasks#taskLists\",\"items\":[],\"access_token\":\"big\",\"padding\":\""u8;
        var body = new byte[Math.Max(bytes, start.Length + 2)];
        Array.Fill(body, (byte)'x');
        start.CopyTo(body);
        Encoding.ASCII.GetBytes("\"}").CopyTo(body, body.Length - 2);
        return Answer.BytesAsync(context, StatusCodes.Status200OK, Answer.JsonType, body);
    }
}
