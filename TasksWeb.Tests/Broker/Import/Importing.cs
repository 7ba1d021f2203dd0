using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Foundation;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Import;

/// <summary><c>TasksWeb import FILE</c> inside the app.</summary>
internal static class Importing
{
    public static void Set(this TestApp app, string key, string value) =>
        app.Services.GetRequiredService<IConfiguration>()[key] = value;

    public static async Task<(int Code, string Output)> ImportAsync(this TestApp app, string path, string content)
    {
        await File.WriteAllTextAsync(path, content);
        app.Set(Commands.File, path);
        await using var output = new StringWriter();
        var command = app.Services.GetServices<ICommand>().Single(command => command.Name == "import");
        return (await command.RunAsync(output, default), output.ToString());
    }
}
