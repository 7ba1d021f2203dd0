using Microsoft.Extensions.Options;
using TasksWeb.Broker.Links;
using TasksWeb.Tokens.Discovery;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Hosting;

/// <summary>
/// The headers of every response. The content security policy allows this site's own scripts and styles only, none of them
/// inline, and lets them read markup by one policy only (<c>js/trusted.js</c>); people's pictures come from where the providers
/// say; forms lead to this site, which may send them on to a provider.
/// </summary>
public sealed class SecurityHeaders
{
    /// <summary>This site needs none of these features; the clipboard stays allowed, for copying text.</summary>
    private const string PermissionsPolicy =
        "accelerometer=(), autoplay=(), bluetooth=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), "
        + "geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), "
        + "magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
        + "screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()";

    private readonly bool _isDevelopment;
    private readonly string _transportSecurity;
    private volatile string _contentSecurityPolicy;

    public SecurityHeaders(
        IOptions<ConnectorsOptions> connectors, IOptions<SecurityOptions> security, ProviderDiscovery discovery,
        IHostEnvironment environment)
    {
        _transportSecurity = "max-age=31536000" + (security.Value.HstsIncludeSubDomains ? "; includeSubDomains" : "");
        _isDevelopment = environment.IsDevelopment();
        _contentSecurityPolicy = PolicyFor(connectors.Value.Providers.Values);
        discovery.Changed += (_, _) => _contentSecurityPolicy = PolicyFor(connectors.Value.Providers.Values);
    }

    private static string PolicyFor(ICollection<ProviderOptions> providers)
    {
        var pictures = string.Join(
            ' ', providers.SelectMany(provider => provider.PictureOrigins).Distinct(StringComparer.Ordinal));
        var authorization = string.Join(' ', providers
            .Where(provider => provider is { Protocol: ProviderProtocol.OAuth2, AuthorizationEndpoint: not null })
            .Select(provider => new Uri(provider.AuthorizationEndpoint!).GetLeftPart(UriPartial.Authority))
            .Distinct(StringComparer.Ordinal));
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; manifest-src 'self'; "
            + "worker-src 'self'; "
            + $"img-src 'self' {pictures}; form-action 'self' {authorization}; "
            + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types markup worker";
    }

    public void ApplyTo(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = _contentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        // The address of a connect link is a secret: a proxy logs the Referer of the page's assets.
        headers["Referrer-Policy"] = response.HttpContext.Request.Path.StartsWithSegments(ConnectLinksController.Page)
            ? "strict-origin"
            : "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // The framework's HSTS middleware loses its header when a response is cleared. Not for localhost: other programs use it.
        if (!_isDevelopment && response.HttpContext.Request is { IsHttps: true, Host.Host: not "localhost" })
            headers.StrictTransportSecurity = _transportSecurity;
        headers["Permissions-Policy"] = PermissionsPolicy;
    }
}
