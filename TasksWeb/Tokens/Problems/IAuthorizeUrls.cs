namespace TasksWeb.Tokens.Problems;

/// <summary>Where a person goes to connect a service: the <c>authorizeUrl</c> of problems.</summary>
public interface IAuthorizeUrls
{
    /// <summary>A path on this site that leads to the provider and back to the page of this request.</summary>
    /// <param name="account">The account to renew, of the grant's key; null: the first.</param>
    string UrlFor(string connector, HttpRequest request, string? account = null);
}
