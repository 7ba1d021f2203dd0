using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.SignIn;

namespace TasksWeb.Hosting;

/// <summary>
/// A token bucket for each person, backend and address. Instead of the framework's middleware:
/// docs/decisions/0011-middleware-of-a-request.md.
/// </summary>
internal sealed class RateLimits(
    RequestDelegate next, IOptions<RateLimitOptions> settings, RateLimitGuard guard, ProblemWriter problems)
{
    private readonly bool _isEnabled = settings.Value.Enabled;

    public Task InvokeAsync(HttpContext context)
    {
        // A page asks for some 80 scripts at once, and a whole office may share one address.
        if (!_isEnabled || context.Request.Path.StartsWithSegments("/healthz") || Assets.IsAsset(context.GetEndpoint()))
            return next(context);
        return guard.WaitOf(context) is { } wait
            ? problems.WriteAsync(context, Problem.RateLimited(wait))
            : next(context);
    }
}

internal static class RateLimitsRegistration
{
    public static void AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<RateLimitOptions>("RateLimits");
        builder.Services.AddSingleton<IValidateOptions<RateLimitOptions>, RateLimitOptionsValidation>();
        builder.Services.AddSingleton<RateLimitBuckets>();
        builder.Services.AddSingleton<RateLimitGuard>();
        builder.Services.AddSingleton<IRefusalWitness, RefusedInput>();
        builder.Services.AddSingleton<ISessionLookupLimit>(
            static services => services.GetRequiredService<RateLimitGuard>());
    }

    public static void UseRateLimits(this WebApplication app) => app.UseMiddleware<RateLimits>();
}
