using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace TasksWeb.Language;

public static class LanguageRegistration
{
    private const string Default = "en";

    /// <summary>English and Japanese: by the person's choice, else by the browser's.</summary>
    public static WebApplicationBuilder AddLanguage(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddRequestLocalization(options =>
        {
            options.SetDefaultCulture(Default).AddSupportedCultures(Default, "ja").AddSupportedUICultures(Default, "ja");
            options.RequestCultureProviders =
                [new QueryStringRequestCultureProvider(), new LanguageCookie(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        return builder;
    }

    /// <summary>
    /// Pages are in their reader's language. API responses have localized text in problems only, which look for their
    /// language when they are written: a culture set for a whole request is carried through each of its awaits.
    /// </summary>
    /// <param name="isForPrograms">Whether a request is for data, not for a page.</param>
    public static WebApplication UseLanguage(this WebApplication app, Func<HttpRequest, bool> isForPrograms)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo(Default);
        app.UseWhen(context => !isForPrograms(context.Request), pages => pages.UseRequestLocalization());
        return app;
    }
}
