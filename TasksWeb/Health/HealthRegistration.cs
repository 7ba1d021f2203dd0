using TasksWeb.Foundation;
using TasksWeb.Tokens;

namespace TasksWeb.Health;

public static class HealthRegistration
{
    /// <summary>The typed clients of Google Health and Fitbit.</summary>
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleHealthClient>(GoogleHealthClient.Connector);
        builder.Services.AddProviderClient<FitbitClient>(FitbitClient.Connector);
        builder.Services.AddApiJson(HealthJson.Default);
        return builder;
    }
}
