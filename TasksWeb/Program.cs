using TasksWeb.Calendar;
using TasksWeb.Connections;
using TasksWeb.Drive;
using TasksWeb.Health;
using TasksWeb.Language;
using TasksWeb.Operations;
using TasksWeb.Overview;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tasks;
using TasksWeb.Tokens;

return await Start.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(Start.From(args));
    builder.AddOperations();
    builder.AddLanguage();
    builder.AddStorage();
    builder.AddTokens();
    builder.AddSignIn();
    builder.AddConnections();
    builder.AddTasks();
    builder.AddDrive();
    builder.AddCalendar();
    builder.AddHealth();
    builder.AddOverview();
    builder.AddPages();

    var app = builder.Build();
    app.CheckSettings();
    app.UseOperations();
    app.UseSignIn();
    app.MapOperations();
    app.MapPages();
    return await app.RunAsync(args);
});
