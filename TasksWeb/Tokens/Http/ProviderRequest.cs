using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Http;

/// <summary>A request to a provider's API, sent for one grant.</summary>
public sealed class ProviderRequest(GrantKey grant, HttpMethod method, Uri address) : HttpRequestMessage(method, address)
{
    public GrantKey Grant { get; } = grant;
}
