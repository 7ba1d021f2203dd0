using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary>The address of this site. The <c>Host</c> of a request is chosen by the client.</summary>
public sealed class PublicOriginOptions
{
    /// <summary>
    /// As <c>https://tasks.example</c>: links, redirect addresses, origin checks and the issuer of ID tokens are made from it.
    /// Null, in Development: from the request.
    /// </summary>
    public string? PublicOrigin { get; set; }
}

internal sealed class PublicOriginValidation(IHostEnvironment environment) : IValidateOptions<PublicOriginOptions>
{
    public ValidateOptionsResult Validate(string? name, PublicOriginOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.PublicOrigin))
        {
            return environment.IsDevelopment()
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "PublicOrigin is missing: set it to the address that people open, such as https://tasks.example. Links and "
                    + "redirect addresses are made from it; they were made from the Host of each request before version 1.1.");
        }
        var isOrigin = AbsoluteUri.TryParse(options.PublicOrigin, out var uri) && uri.PathAndQuery == "/"
            && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            && (uri.Scheme == "https" || (uri.Scheme == "http" && environment.IsDevelopment()));
        return isOrigin
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("PublicOrigin must be a scheme and a host, such as https://tasks.example, and https.");
    }
}

internal static class PublicOriginRegistration
{
    public static void AddPublicOrigin(this IServiceCollection services)
    {
        services.AddOptions<PublicOriginOptions>().BindConfiguration("").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicOriginOptions>, PublicOriginValidation>();
    }

    /// <summary>Every request is handled under the public origin, whatever its <c>Host</c>.</summary>
    public static void UsePublicOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<PublicOriginOptions>>().Value.PublicOrigin is not { Length: > 0 } origin)
            return;
        var host = HostString.FromUriComponent(new Uri(origin));
        app.Use((context, next) =>
        {
            context.Request.Host = host;
            return next(context);
        });
    }
}
