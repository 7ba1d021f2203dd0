using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace TasksWeb.SignIn;

/// <summary>
/// Leaves the callback to its route (<see cref="AuthController.Callback"/>), where the rate limits count it. The authentication
/// middleware, which would answer it otherwise, comes before them.
/// </summary>
internal sealed class SignInSchemes(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
{
    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
        Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
}
