using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.WebEncoders;
using TasksWeb.Broker.Calls;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Tasks.Api;

namespace TasksWeb.Hosting;

public static class PagesRegistration
{
    /// <summary>Controllers and views; input that does not bind is a problem like any other.</summary>
    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services
            // No form uses jQuery's syntax; a field name that does not fit it would cause an internal error.
            .AddControllersWithViews(options =>
            {
                options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
                options.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
            })
            // Messages of the JSON reader reveal our types.
            .AddJsonOptions(options => options.AllowInputFormatterExceptionMessages = false)
            .ConfigureApiBehaviorOptions(options =>
            {
                options.SuppressMapClientErrors = true;
                options.InvalidModelStateResponseFactory = static context =>
                    throw new ProblemException(Problem.Invalid(ErrorsOf(context.ModelState)));
            });
        builder.Services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = SiteCookie.HostName("tasksweb-receipt", !builder.Environment.IsDevelopment());
            options.Cookie.SecurePolicy = builder.Environment.IsDevelopment()
                ? CookieSecurePolicy.SameAsRequest
                : CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.Path = "/";
        });
        // Several controllers serve the pages of tasks; their views are in one folder.
        builder.Services.Configure<RazorViewEngineOptions>(options => options.ViewLocationFormats.Add("/Views/Tasks/{0}.cshtml"));
        // Japanese is sent as UTF-8, not as character references of eight bytes each.
        builder.Services.Configure<WebEncoderOptions>(
            options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return builder;
    }

    /// <summary>Field by field; for a JSON body its path (<c>$.code</c>), and nothing else beside it.</summary>
    private static string ErrorsOf(ModelStateDictionary input)
    {
        var wrong = input.Where(entry => entry.Value?.Errors.Count > 0).ToList();
        var inBody = wrong.FindAll(entry => entry.Key is [] or ['$', ..]);
        return string.Join(' ', (inBody.Count > 0 ? inBody : wrong)
            .Select(entry => (Field: entry.Key.Length == 0 ? "body" : entry.Key, Why: entry.Value!.Errors[0].ErrorMessage))
            .Select(entry => $"{entry.Field}: {(entry.Why.Length == 0 ? "The value is not valid." : entry.Why)}"));
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapAssets();
        app.MapTaskLists();
        app.MapCalls();
        app.MapControllers();
        return app;
    }
}
