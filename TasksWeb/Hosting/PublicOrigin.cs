using Microsoft.Extensions.Options;

namespace TasksWeb.Hosting;

/// <summary>Where people reach this site. A request's own <c>Host</c> is a client's word.</summary>
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
        var isOrigin = Uri.TryCreate(options.PublicOrigin, UriKind.Absolute, out var uri) && uri.PathAndQuery == "/"
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

    /// <summary>Whatever name a request came under, it is answered as the site that people know.</summary>
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
