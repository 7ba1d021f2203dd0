using Microsoft.AspNetCore.Mvc;
using TasksWeb.Errors;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>
/// Refused input as a security event: each form without a valid antiforgery token, within the rate limits, and of other input one
/// line a minute for each person, key or address, so that a scan is seen and does not fill the log. What a security event already
/// says of the request is not said twice.
/// </summary>
internal sealed class RefusedInput(RateLimitBuckets buckets, SecurityLog security, TimeProvider clock) : IRefusalWitness
{
    public void Note(HttpContext context, Problem problem)
    {
        if (SecurityLog.HasWrittenOf(context))
            return;
        if (IsForm(context, problem))
            security.Write(context, "form_token", RateLimitBuckets.NameOf(context.User), "refused");
        else if (buckets.Of(context).IsRefusalToBeReported(clock.GetUtcNow()))
            security.Write(context, "input", RateLimitBuckets.NameOf(context.User), "invalid_request");
    }

    /// <summary>The check of the token refuses without a word; all else that a page refuses has a detail.</summary>
    private static bool IsForm(HttpContext context, Problem problem) =>
        problem is { Status: StatusCodes.Status400BadRequest, Detail: null } && HttpMethods.IsPost(context.Request.Method)
        && context.GetEndpoint()?.Metadata.GetMetadata<AutoValidateAntiforgeryTokenAttribute>() is not null;
}
