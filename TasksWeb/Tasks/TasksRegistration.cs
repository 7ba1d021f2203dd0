using TasksWeb.Tasks.Finding;
using TasksWeb.Tasks.Snapshots;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

public static class TasksRegistration
{
    /// <summary>The typed client of Google Tasks, and the snapshots that pages read.</summary>
    public static WebApplicationBuilder AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleTasksClient>(GoogleTasksClient.Connector);
        builder.Services.AddSingleton<SnapshotShelf>();
        builder.Services.AddSingleton<TaskSnapshots>();
        builder.Services.AddSingleton<Everything>();
        builder.Services.AddSingleton<TaskMaker>();
        return builder;
    }
}
