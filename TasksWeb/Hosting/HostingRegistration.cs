using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Hosting.Logging;
using TasksWeb.Hosting.OpenApi;
using TasksWeb.Hosting.Telemetry;
using TasksWeb.Language;
using TasksWeb.Storage;
using TasksWeb.Tokens.Problems;

namespace TasksWeb.Hosting;

public static class HostingRegistration
{
    private const int MaxConnections = 20_000;
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Logging, problems, rate limits, health, proxies, and the limits of the server itself.</summary>
    public static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        builder.AddLogging();
        builder.AddRateLimits();
        builder.AddProxies();
        builder.AddTelemetry();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });

        var services = builder.Services;
        // What is uploaded stays in memory, where the size of a body is bounded, and never reaches the disk.
        services.Configure<FormOptions>(static form => form.MemoryBufferThreshold = int.MaxValue);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<Assets>();
        services.AddPageCompression();
        services.AddApiDescription();
        services.AddHealthChecks();
        services.AddPublicOrigin();
        services.AddSecurityText();
        return builder;
    }

    /// <summary>Validates all settings at once, so that one start reports everything that is wrong.</summary>
    public static void CheckSettings(this WebApplication app) => app.Services.GetRequiredService<IStartupValidator>().Validate();

    /// <summary>The middleware that runs before authentication.</summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseVersionedAssets();
        app.UseProxies();
        app.UsePublicOrigin();
        app.UseMiddleware<RequestLog>();
        app.UsePageCompression();
        app.UseLanguage(ProblemWriter.IsApiRequest);
        // Created here and not with the first request, so that a failure, of the store too, stops the start with its reason.
        var headers = app.Services.GetRequiredService<SecurityHeaders>();
        app.UseMiddleware<ProblemHandler>(
            app.Services.GetRequiredService<ProblemWriter>(), (Action<HttpResponse>)headers.ApplyTo);
        if (!app.Environment.IsDevelopment())
            app.UseMiddleware<HttpsOnly>();
        app.UseMiddleware<SameOrigin>();
        return app;
    }

    /// <summary>Liveness, readiness, OpenAPI and security.txt.</summary>
    public static WebApplication MapHosting(this WebApplication app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false }).AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapSecurityText();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        return app;
    }
}
