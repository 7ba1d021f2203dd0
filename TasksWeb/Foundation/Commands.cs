namespace TasksWeb.Foundation;

/// <summary>A command that runs instead of the server: <c>TasksWeb {name}</c>, options as settings (<c>--from …</c>).</summary>
public interface ICommand
{
    /// <summary>Its name: one or two words in lower case.</summary>
    string Name { get; }

    /// <summary>Runs the command and reports on <paramref name="output"/>.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken);
}

internal static class Commands
{
    /// <summary>The setting that holds the argument after a command's name, as in <c>TasksWeb backup FILE</c>.</summary>
    public const string File = "file";

    private const int Unknown = 2;

    public static IServiceCollection AddCommand<TCommand>(this IServiceCollection services)
        where TCommand : class, ICommand =>
        services.AddSingleton<ICommand, TCommand>();

    /// <summary>The arguments with <c>--file</c> before the file that a command is given.</summary>
    public static string[] NameFile(string[] args) => args is [var name, var file, ..] && IsWord(name) && !file.StartsWith('-')
        ? [name, $"--{File}", .. args[1..]]
        : args;

    /// <summary>The arguments with <c>true</c> after an option without a value: settings need values.</summary>
    public static string[] CompleteSwitches(string[] args) => args is [var name, ..] && IsWord(name)
        ? [.. args.SelectMany((argument, index) => IsOption(argument) && (index + 1 == args.Length || IsOption(args[index + 1]))
            ? (string[])[argument, "true"]
            : [argument])]
        : args;

    /// <summary>Runs the command that the arguments begin with, or else serves until the process is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(this WebApplication app, string[] args)
    {
        if (args is not [var name, ..] || !IsWord(name))
        {
            await app.RunAsync();
            return 0;
        }
        await using (app)
        {
            var commands = app.Services.GetServices<ICommand>().ToList();
            var both = args is [_, var second, ..] && IsWord(second) ? $"{name} {second}" : name;
            if (commands.Find(command => command.Name == name || command.Name == both) is { } command)
                return await command.RunAsync(Console.Out, CancellationToken.None);
            var known = string.Join(", ", commands.Select(command => command.Name).Order(StringComparer.Ordinal));
            await Console.Error.WriteLineAsync($"TasksWeb has no command '{both}'. It has: {known}.");
            return Unknown;
        }
    }

    private static bool IsOption(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && !argument.Contains('=', StringComparison.Ordinal);

    private static bool IsWord(string argument) =>
        argument is [>= 'a' and <= 'z', ..] && argument.All(static letter => char.IsAsciiLetter(letter) || letter == '-');
}
