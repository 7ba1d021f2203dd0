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

    /// <inheritdoc/>
    public string UrlFor(string connector, HttpRequest request, string? account = null) =>
        connector == signIn.Value.Connector && account is null
            ? ProblemWriter.LoginPath(request)
            : UrlFor(
                connector,
                HttpMethods.IsGet(request.Method) && !Array.Exists(NotPages, path => request.Path.StartsWithSegments(path))
                    ? request.Path + request.QueryString
                    : Profile,
                account);

    /// <param name="account">The account to renew; null: the first.</param>
    public static string UrlFor(string connector, string returnUrl, string? account = null) =>
        $"/connections/{connector}?returnUrl={Uri.EscapeDataString(returnUrl)}{(account is null ? "" : "&account=" + account)}";
}
