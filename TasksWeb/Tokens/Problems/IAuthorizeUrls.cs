namespace TasksWeb.Tokens.Problems;

/// <summary>Where a person goes to connect a service: the <c>authorizeUrl</c> of problems.</summary>
public interface IAuthorizeUrls
{
    /// <summary>A path on this site that leads to the provider and back to the page of this request.</summary>
    string UrlFor(string connector, HttpRequest request);
}
