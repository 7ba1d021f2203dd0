using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace TasksWeb.SignIn;

/// <summary>
/// Leaves the callback to its route (<see cref="AuthController.Callback"/>), where the rate limits count it; the authentication
/// middleware comes before them, and would make the handler for every request. That saves 4 µs of 75 µs, measured 2026-11.
/// </summary>
internal sealed class SignInSchemes(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
{
    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
        Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
}
