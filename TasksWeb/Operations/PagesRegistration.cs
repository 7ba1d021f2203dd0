using Microsoft.AspNetCore.Mvc;

namespace TasksWeb.Operations;

public static class PagesRegistration
{
    /// <summary>Controllers and views; input that does not bind is a problem like any other.</summary>
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddControllersWithViews().ConfigureApiBehaviorOptions(options => options.InvalidModelStateResponseFactory = static context =>
            throw new ProblemException(Problem.Invalid(string.Join(' ', context.ModelState
                .Where(entry => entry.Value?.Errors.Count > 0)
                .Select(entry => $"{entry.Key}: {entry.Value!.Errors[0].ErrorMessage}")))));
        return builder;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapControllers();
        return app;
    }
}
