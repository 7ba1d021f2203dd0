using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Tasks.Agenda;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tokens;

namespace TasksWeb.Tasks;

public static class TasksRegistration
{
    public static WebApplicationBuilder AddTasks(this WebApplicationBuilder builder)
    {
        builder.Services.AddProviderClient<GoogleTasksClient>(GoogleTasksClient.Connector);
        builder.Services.AddSingleton<TaskListCache>();
        builder.Services.AddSingleton<IUserCache>(provider => provider.GetRequiredService<TaskListCache>());
        builder.Services.AddSingleton<TaskStore>();
        builder.Services.AddSingleton<AllTasksQuery>();
        builder.Services.AddSingleton<TaskImporter>();
        builder.Services.AddSingleton<EventReader>();
        return builder;
    }
}
