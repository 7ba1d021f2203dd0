namespace TasksWeb.Overview;

public static class OverviewRegistration
{
    /// <summary>The page with a card for each service.</summary>
    public static WebApplicationBuilder AddOverview(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CardReader>();
        return builder;
    }
}
