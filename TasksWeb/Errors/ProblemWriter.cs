using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Errors;

/// <summary>Writes problems: JSON for the API, a page for a browser navigation.</summary>
public sealed class ProblemWriter(
    ProblemWords words, IActionResultExecutor<ViewResult> views, IModelMetadataProvider metadata,
    IOptions<RequestLocalizationOptions> localization, ILoggerFactory loggers, IEnumerable<IRefusalWitness> witnesses)
{
    private static readonly PathString[] JsonOnly = ["/api", "/external-auth", "/.well-known", "/healthz", "/openapi"];

    private readonly IRefusalWitness[] _witnesses = [.. witnesses];

    public async Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.Code == "invalid_request")
            Array.ForEach(_witnesses, witness => witness.Note(context, problem));
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        if (problem.Code == "signed_out")
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        if (WantsPage(context.Request))
            await WritePageAsync(context, problem);
        else
            await new RequestLocalizationMiddleware(_ => WriteJsonAsync(context, problem), localization, loggers).Invoke(context);
    }

    /// <summary>Whether a request is for data, not for a page.</summary>
    public static bool IsApiRequest(HttpRequest request)
    {
        foreach (var root in JsonOnly)
        {
            if (request.Path.StartsWithSegments(root))
                return true;
        }
        return false;
    }

    /// <summary>A browser navigation: not an API path, and JSON is not asked for.</summary>
    private static bool WantsPage(HttpRequest request)
    {
        if (IsApiRequest(request))
            return false;
        var accept = request.Headers.Accept.ToString();
        return accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            || !accept.Contains("json", StringComparison.OrdinalIgnoreCase);
    }

    private Task WriteJsonAsync(HttpContext context, Problem problem)
    {
        var details = new ProblemDetails
        {
            Status = problem.Status,
            Title = words.TitleOf(problem),
            Detail = problem.Detail ?? words.TextOf(problem),
            Extensions = { ["code"] = problem.Code, ["traceId"] = TraceId(context) },
        };
        if (problem.Reason is not null)
            details.Extensions["reason"] = problem.Reason;
        if (problem.Successor is not null)
            details.Extensions["successor"] = problem.Successor;
        if (problem.AuthorizeUrl is not null)
            details.Extensions["authorizeUrl"] = problem.AuthorizeUrl;
        if (problem.MissingScopes is not null)
            details.Extensions["missingScopes"] = problem.MissingScopes;
        if (problem.Accounts is not null)
            details.Extensions["accounts"] = problem.Accounts;
        return context.Response.WriteAsJsonAsync(details, options: null, "application/problem+json", context.RequestAborted);
    }

    private Task WritePageAsync(HttpContext context, Problem problem)
    {
        var page = new ProblemPage(
            problem.Status, problem.Code, words.TitleOf(problem), words.FullTextOf(problem), words.ActionOf(problem),
            problem.AuthorizeUrl ?? HelpfulPath(context.Request, problem), TraceId(context));
        var view = new ViewResult
        {
            ViewName = "~/Views/Shared/Problem.cshtml",
            StatusCode = problem.Status,
            ViewData = new ViewDataDictionary<ProblemPage>(metadata, new ModelStateDictionary()) { Model = page },
        };
        return views.ExecuteAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor()), view);
    }

    /// <summary>Where the button leads: sign-in, the same page again, or the start page.</summary>
    private static string HelpfulPath(HttpRequest request, Problem problem) => problem.Code switch
    {
        "signed_out" => LoginPath(request),
        "connection_state_lost" or "connector_not_found" or "connector_not_supported" => "/profile",
        "access_denied" or "sign_in_state_lost" or "identity_rejected" or "sign_in_not_allowed"
            or "code_exchange_failed" => "/auth/login",
        "rate_limited" or "provider_unavailable" or "storage_unavailable" or "internal_error"
            when HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/auth") =>
                ReturnUrl.Local(request.Path + request.QueryString),
        _ => "/",
    };

    /// <summary>The sign-in that returns to the requested page.</summary>
    internal static string LoginPath(HttpRequest request)
    {
        var page = HttpMethods.IsGet(request.Method) && !IsApiRequest(request)
            ? request.Path + request.QueryString
            : "/tasks";
        return $"/auth/login?returnUrl={Uri.EscapeDataString(page)}";
    }

    private static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
}
