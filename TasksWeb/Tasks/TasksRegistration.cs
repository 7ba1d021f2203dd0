using TasksWeb.GoogleTasks;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tasks.Agenda;
using TasksWeb.Tasks.Layout;
using TasksWeb.Tasks.Offline;
using TasksWeb.Tasks.Store;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tasks.Turns;
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
        builder.Services.AddSingleton<TaskAccounts>();
        builder.Services.AddSingleton<PersonTasks>();
        builder.Services.AddSingleton<ReceivedChangeRepository>();
        builder.Services.AddSingleton<ReceivedChanges>();
        builder.Services.AddSingleton<IUserData>(provider => provider.GetRequiredService<ReceivedChanges>());
        builder.Services.AddSingleton<ReceivedChangeFilter>();
        builder.Services.AddScheduledWorker<ReceivedChangeCleanup>();
        builder.Services.AddSingleton<AllTasksQuery>();
        builder.Services.AddSingleton<TaskImporter>();
        builder.Services.AddSingleton<TransferTurns>();
        builder.Services.AddSingleton<WholeListTurns>();
        builder.Services.AddSingleton<EventReader>();
        return builder;
    }
}
