using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace TasksWeb.SignIn;

/// <summary>
/// Everything but <see cref="IAllowAnonymous"/> is for people who are signed in, and for backends with a key. In place of the
/// framework's authorization middleware, because there is no other policy: docs/decisions/0011-middleware-of-a-request.md.
/// </summary>
internal sealed class SignedInOnly(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.User.Identity!.IsAuthenticated || context.GetEndpoint() is not RouteEndpoint endpoint
        || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? next(context)
            : context.ChallengeAsync();
}
