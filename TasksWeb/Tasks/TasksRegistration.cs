using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

public static class TasksRegistration
{
    /// <summary>The typed client of Google Tasks, and the snapshots that pages read.</summary>
    public static WebApplicationBuilder AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleTasksClient>(GoogleTasksClient.Connector);
        builder.Services.AddSingleton<TaskListCache>().AddSingleton<IUserCache>(provider => provider.GetRequiredService<TaskListCache>());
        builder.Services.AddSingleton<TaskStore>();
        builder.Services.AddSingleton<AllTasksQuery>();
        builder.Services.AddSingleton<ImportRun>();
        return builder;
    }
}
