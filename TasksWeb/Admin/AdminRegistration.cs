namespace TasksWeb.Admin;

public static class AdminRegistration
{
    /// <summary>The pages for administrators.</summary>
    public static WebApplicationBuilder AddAdmin(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AdminMoments>();
        services.AddSingleton<AdminOverview>();
        services.AddSingleton<EndingGrants>();
        return builder;
    }
}
