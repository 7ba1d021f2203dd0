using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Tokens.Problems;

namespace TasksWeb.SignIn;

/// <summary>Where a person goes to connect: the <c>authorizeUrl</c> of problems.</summary>
public sealed class AuthorizeUrls(IOptions<SignInOptions> signIn) : IAuthorizeUrls
{
    public const string Profile = "/profile";

    /// <summary>Paths that a flow cannot return to.</summary>
    private static readonly PathString[] NotPages = ["/api", "/external-auth", "/connections", "/profile"];

    /// <summary>A path on this site that leads to the provider and back to the page of this request.</summary>
    public string UrlFor(string connector, HttpRequest request) => connector == signIn.Value.Connector
        ? ProblemWriter.LoginPath(request)
        : UrlFor(
            connector,
            HttpMethods.IsGet(request.Method) && !Array.Exists(NotPages, path => request.Path.StartsWithSegments(path))
                ? request.Path + request.QueryString
                : Profile);

    public static string UrlFor(string connector, string returnUrl) =>
        $"/connections/{connector}?returnUrl={Uri.EscapeDataString(returnUrl)}";
}
