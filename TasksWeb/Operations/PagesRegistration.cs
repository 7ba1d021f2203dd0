using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.WebEncoders;
using TasksWeb.Tasks;

namespace TasksWeb.Operations;

public static class PagesRegistration
{
    /// <summary>Controllers and views; input that does not bind is a problem like any other.</summary>
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services
            // No form here is jQuery's: a field's name that its syntax does not know would end as a fault of ours.
            .AddControllersWithViews(options =>
            {
                options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
            })
            .ConfigureApiBehaviorOptions(options => options.InvalidModelStateResponseFactory = static context =>
                throw new ProblemException(Problem.Invalid(string.Join(' ', context.ModelState
                    .Where(entry => entry.Value?.Errors.Count > 0)
                    .Select(entry => $"{entry.Key}: {entry.Value!.Errors[0].ErrorMessage}")))));
        // Several controllers serve the pages of tasks; their views stand together.
        builder.Services.Configure<RazorViewEngineOptions>(options => options.ViewLocationFormats.Add("/Views/Tasks/{0}.cshtml"));
        // Japanese is sent as it is written, not as references of eight bytes a character.
        builder.Services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return builder;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapTaskLists();
        app.MapControllers().WithStaticAssets();
        return app;
    }
}
