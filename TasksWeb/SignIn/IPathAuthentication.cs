using Microsoft.AspNetCore.Authentication;

namespace TasksWeb.SignIn;

/// <summary>Authenticates the requests of some paths, which no session opens.</summary>
public interface IPathAuthentication
{
    /// <summary>Who sends a request; null: its path is not one of these.</summary>
    AuthenticateResult? Read(HttpContext context);
}
