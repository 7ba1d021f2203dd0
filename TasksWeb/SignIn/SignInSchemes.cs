using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace TasksWeb.SignIn;

/// <summary>
/// The framework makes every handler of a callback anew for every request, only to ask whether the request is for it. Here the
/// one callback is a route (<see cref="AuthController.Callback"/>), so that no other request pays for it.
/// </summary>
internal sealed class SignInSchemes(IOptions<AuthenticationOptions> options) : AuthenticationSchemeProvider(options)
{
    public override Task<IEnumerable<AuthenticationScheme>> GetRequestHandlerSchemesAsync() =>
        Task.FromResult<IEnumerable<AuthenticationScheme>>([]);
}
