namespace TasksWeb.Language;

public static class LanguageRegistration
{
    /// <summary>English and Japanese: by the person's choice, else by the browser's.</summary>
    public static WebApplicationBuilder AddLanguage(this WebApplicationBuilder builder)
    {
        builder.Services.AddLocalization();
        builder.Services.AddRequestLocalization(options => options
            .SetDefaultCulture("en")
            .AddSupportedCultures("en", "ja")
            .AddSupportedUICultures("en", "ja"));
        return builder;
    }
}
