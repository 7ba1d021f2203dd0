using System.Net;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Localization;
using TasksWeb.Errors;
using TasksWeb.Resources;
using TasksWeb.Tasks.Offline;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tasks.Layout;

/// <summary>A form with a <c>Change-Id</c> is executed once; sent again, it gets the first result.</summary>
internal sealed class ReceivedChangeFilter(ReceivedChanges changes, IStringLocalizer<Strings> words) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if (!context.HttpContext.Request.Headers.ContainsKey(ChangeRequest.Header)
            || ChangeRequest.Read(context.HttpContext) is not { } request)
            await next();
        else
            await changes.InTurnAsync(request, () => RunAsync(context, next, request));
    }

    private async Task RunAsync(ActionExecutingContext context, ActionExecutionDelegate next, ChangeRequest request)
    {
        var claim = await changes.ClaimAsync(request);
        var change = claim.Change.Value;
        if (change.Status is not null)
        {
            context.Result = new JsonResult(new Receipt(words["Tasks.Saved"], Undo: null) { Task = change.Task });
            return;
        }
        if (claim.IsRepeated)
            context.HttpContext.Features.Set(new UncertainChange(change.ReceivedAt));
        var executed = await next();
        if (executed.Exception is { } failure && !executed.ExceptionHandled)
            await (IsRefusal(failure) && !claim.IsRepeated ? changes.ForgetAsync(claim) : changes.ReleaseAsync(claim));
        else if (executed.Result is JsonResult { Value: Receipt receipt })
            await changes.CompleteAsync(claim, receipt.Task);
        else if (executed.Result is RedirectResult)
            await changes.CompleteAsync(claim, task: null);
        else
            await changes.ForgetAsync(claim);
    }

    /// <summary>Whether this attempt certainly changed nothing; an earlier one may have.</summary>
    private static bool IsRefusal(Exception failure) => failure switch
    {
        ProblemException { Problem.Status: < 500 } => true,
        TokenFailureException => true,
        ProviderException { Status: { } status } =>
            (int)status is >= 400 and < 500 && status != HttpStatusCode.RequestTimeout,
        _ => false,
    };
}
