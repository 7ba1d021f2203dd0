using Microsoft.AspNetCore.Localization;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>The language that a person has chosen, in the cookie that goes with the request's scheme.</summary>
internal sealed class LanguageCookie : RequestCultureProvider
{
    public static string NameFor(HttpRequest request) =>
        SiteCookie.HostName(CookieRequestCultureProvider.DefaultCookieName, request.IsHttps);

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) => Task.FromResult(
        httpContext.Request.Cookies[NameFor(httpContext.Request)] is { Length: > 0 } value
            ? CookieRequestCultureProvider.ParseCookieValue(value)
            : null);
}
