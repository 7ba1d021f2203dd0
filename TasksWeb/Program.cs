using TasksWeb.Admin;
using TasksWeb.Broker;
using TasksWeb.Calendar;
using TasksWeb.Connections;
using TasksWeb.Drive;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Health;
using TasksWeb.Hosting;
using TasksWeb.Language;
using TasksWeb.Overview;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tasks;
using TasksWeb.Tokens;

return await Start.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(Start.From(args));
    builder.AddHosting();
    builder.AddErrors();
    builder.AddLanguage();
    builder.AddStorage();
    builder.AddTokens();
    builder.AddSignIn();
    builder.AddBroker();
    builder.AddConnections();
    builder.AddTasks();
    builder.AddDrive();
    builder.AddCalendar();
    builder.AddHealth();
    builder.AddOverview();
    builder.AddAdmin();
    builder.AddPages();

    var app = builder.Build();
    if (await app.RunCommandAsync(args) is { } exitCode)
        return exitCode;
    app.CheckSettings();
    app.UseHosting();
    app.UseSessions();
    app.UseRateLimits();
    app.UseSignedInOnly();
    app.MapHosting();
    app.MapPages();
    await app.RunAsync();
    return 0;
});
