using System.Globalization;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary><c>Security</c>: whom to tell of a vulnerability.</summary>
public sealed class SecurityOptions
{
    /// <summary>As <c>mailto:security@example.com</c> or <c>https://…</c>; null: nobody is named.</summary>
    public string? Contact { get; set; }
}

internal sealed class SecurityOptionsValidation : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options) =>
        string.IsNullOrWhiteSpace(options.Contact)
        || (Uri.TryCreate(options.Contact, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "mailto" or "tel"
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
        app.MapGet("/.well-known/security.txt", (TimeProvider clock) => Results.Text(string.Create(
            CultureInfo.InvariantCulture,
            $"Contact: {contact}\nExpires: {(clock.GetUtcNow() + Validity).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n")))
            .AllowAnonymous().ExcludeFromDescription();
    }
}
