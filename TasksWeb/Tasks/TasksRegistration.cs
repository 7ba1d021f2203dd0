using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

public static class TasksRegistration
{
    /// <summary>The typed client of Google Tasks.</summary>
    public static WebApplicationBuilder AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleTasksClient>(GoogleTasksClient.Connector);
        return builder;
    }
}
