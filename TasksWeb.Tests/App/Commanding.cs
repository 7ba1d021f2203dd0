using TasksWeb.Foundation;

namespace TasksWeb.Tests.App;

/// <summary>The commands of an operator, inside the app.</summary>
internal static class Commanding
{
    /// <summary>Runs a command as its command line is written.</summary>
    /// <returns>The exit code, and what it says.</returns>
    public static async Task<(int Code, string Output)> CommandAsync(this TestApp app, params string[] args)
    {
        await using var output = new StringWriter();
        var code = await Commands.RunAsync(app.Services, args, output, output, default);
        return (code ?? throw new ArgumentException("It is no command.", nameof(args)), output.ToString());
    }
}
