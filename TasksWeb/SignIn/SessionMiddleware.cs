using Microsoft.AspNetCore.Authentication;

namespace TasksWeb.SignIn;

/// <summary>
/// Authenticates a request. Instead of the framework's authentication middleware:
/// docs/decisions/0011-middleware-of-a-request.md.
/// </summary>
internal sealed class SessionMiddleware(RequestDelegate next, SessionReader reader, IEnumerable<IPathAuthentication> others)
{
    private readonly IPathAuthentication[] _others = [.. others];

    public Task InvokeAsync(HttpContext context)
    {
        foreach (var other in _others)
        {
            if (other.Read(context) is { } result)
                return ContinueAsync(context, result);
        }
        var reading = reader.ReadAsync(context);
        return reading.IsCompletedSuccessfully ? ContinueAsync(context, reading.Result) : AwaitAsync(context, reading);
    }

    private async Task AwaitAsync(HttpContext context, ValueTask<AuthenticateResult?> reading) =>
        await ContinueAsync(context, await reading);

    private Task ContinueAsync(HttpContext context, AuthenticateResult? result)
    {
        if (result?.Principal is { } person)
            context.User = person;
        // RFC 6750 §3.1: even a public page tells the sender that the token is not valid.
        else if (result?.Failure is not null)
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return next(context);
    }
}
