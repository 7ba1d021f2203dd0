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

    /// <summary>Log, problems, limits, health, proxies, and the bounds of the server itself.</summary>
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

    /// <summary>Every room's settings at once, so that one start names everything that is wrong.</summary>
    public static void CheckSettings(this WebApplication app) => app.Services.GetRequiredService<IStartupValidator>().Validate();

    /// <summary>What every request passes before anybody asks who it is from.</summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UsePublicOrigin();
        app.UseMiddleware<RequestLog>();
        app.UsePageCompression();
        app.UseLanguage(ProblemWriter.IsApiRequest);
        // Made here and not with the first request: what it stands on, the store too, fails as a start that says why.
        var headers = app.Services.GetRequiredService<SecurityHeaders>();
        app.UseMiddleware<ProblemHandler>(
            app.Services.GetRequiredService<ProblemWriter>(), (Action<HttpResponse>)headers.ApplyTo);
        if (!app.Environment.IsDevelopment())
            app.UseMiddleware<HttpsOnly>();
        app.UseMiddleware<SameOrigin>();
        return app;
    }

    /// <summary>Is it alive, and is it ready to serve.</summary>
    public static WebApplication MapHosting(this WebApplication app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = static _ => false }).AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapSecurityText();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        return app;
    }
}
