using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Tokens.Problems;

namespace TasksWeb.SignIn;

/// <summary>Where a person goes to connect: the <c>authorizeUrl</c> of problems.</summary>
public sealed class AuthorizeUrls(IOptions<SignInOptions> signIn) : IAuthorizeUrls
{
    /// <summary>The pages that lead back to themselves once it is done; everything else leads to the profile.</summary>
    private static readonly PathString[] NotPages = ["/api", "/external-auth", "/connections", "/profile"];

    /// <summary>A path on this site that leads to the provider and back to the page that was asked for.</summary>
    public string UrlFor(string connector, HttpRequest request) => connector == signIn.Value.Connector
        ? ProblemWriter.LoginPath(request)
        : UrlFor(
            connector,
            HttpMethods.IsGet(request.Method) && !Array.Exists(NotPages, path => request.Path.StartsWithSegments(path))
                ? request.Path + request.QueryString
                : Profile);

    /// <inheritdoc cref="UrlFor(string, HttpRequest)"/>
    public static string UrlFor(string connector, string returnUrl) =>
        $"/connections/{connector}?returnUrl={Uri.EscapeDataString(returnUrl)}";

    public const string Profile = "/profile";
}
