using System.Globalization;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary><c>Security</c>: the contact for vulnerabilities, and whether HSTS includes subdomains.</summary>
public sealed class SecurityOptions
{
    /// <summary>As <c>mailto:security@example.com</c> or <c>https://…</c>; null: there is no contact.</summary>
    public string? Contact { get; set; }

    /// <summary>Browsers use https for every host below this one too (RFC 6797 §6.1.2).</summary>
    public bool HstsIncludeSubDomains { get; set; }
}

internal sealed class SecurityOptionsValidation : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options) =>
        string.IsNullOrWhiteSpace(options.Contact)
        || (AbsoluteUri.TryParse(options.Contact, out var uri) && uri.Scheme is "https" or "mailto" or "tel"
            && !options.Contact.Any(char.IsControl))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Security:Contact must be an address such as mailto:security@example.com.");
}

/// <summary><c>/.well-known/security.txt</c> (RFC 9116).</summary>
internal static class SecurityText
{
    /// <summary>Less than the year that RFC 9116 §2.5.5 recommends.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromDays(180);

    public static void AddSecurityText(this IServiceCollection services)
    {
        services.AddSettings<SecurityOptions>("Security");
        services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidation>();
    }

    public static void MapSecurityText(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<SecurityOptions>>().Value.Contact is not { Length: > 0 } contact)
            return;
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.MapGet("/.well-known/security.txt", context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"Contact: {contact}\nExpires: {(clock.GetUtcNow() + Validity).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n"));
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
