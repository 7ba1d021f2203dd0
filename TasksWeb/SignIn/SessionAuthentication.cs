using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;

namespace TasksWeb.SignIn;

/// <summary>
/// The framework makes a handler for every request and copies what it says of a person, so that claims could be added. Nothing is
/// added here: a session's one result serves all its requests, and takes no handler to read. Requests that a session's scheme
/// leaves to another are the framework's.
/// </summary>
internal sealed class SessionAuthentication(
    IAuthenticationSchemeProvider schemes, IAuthenticationHandlerProvider handlers, IClaimsTransformation transform,
    IOptions<AuthenticationOptions> options, IOptionsMonitor<AuthenticationSchemeOptions> schemeOptions, SessionReader reader)
    : AuthenticationService(schemes, handlers, transform, options)
{
    public override Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme) =>
        scheme == Sessions.Scheme && schemeOptions.Get(Sessions.Scheme).ForwardDefaultSelector?.Invoke(context) is null
            ? reader.ReadAsync(context)
            : base.AuthenticateAsync(context, scheme);
}

/// <summary>
/// Signed in or not is all that endpoints ask for; whatever more one may ask for one day is the framework's to answer.
/// </summary>
internal sealed class SignedInPolicy(IAuthorizationService authorization) : PolicyEvaluator(authorization)
{
    private static readonly Task<PolicyAuthorizationResult> Admitted = Task.FromResult(PolicyAuthorizationResult.Success());

    public override Task<PolicyAuthorizationResult> AuthorizeAsync(
        AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
        authenticationResult.Succeeded && policy.Requirements is [DenyAnonymousAuthorizationRequirement]
            ? Admitted
            : base.AuthorizeAsync(policy, authenticationResult, context, resource);
}
