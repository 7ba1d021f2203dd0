namespace TasksWeb.Foundation;

/// <summary>What the app does in place of serving: <c>TasksWeb {name}</c>, its options as settings (<c>--from …</c>).</summary>
public interface ICommand
{
    /// <summary>The word or two that it is called by, in small letters.</summary>
    string Name { get; }

    /// <summary>Does it, and says on <paramref name="output"/> what it did.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken);
}

internal static class Commands
{
    private const int Unknown = 2;

    public static IServiceCollection AddCommand<TCommand>(this IServiceCollection services)
        where TCommand : class, ICommand =>
        services.AddSingleton<ICommand, TCommand>();

    /// <summary>Runs the command that the arguments begin with, or else serves until the process is told to stop.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(this WebApplication app, string[] args)
    {
        if (args is not [var name, ..] || !name.All(char.IsAsciiLetter))
        {
            await app.RunAsync();
            return 0;
        }
        await using (app)
        {
            var commands = app.Services.GetServices<ICommand>().ToList();
            var both = args is [_, var second, ..] && second.All(char.IsAsciiLetter) ? $"{name} {second}" : name;
            if (commands.Find(command => command.Name == name || command.Name == both) is { } command)
                return await command.RunAsync(Console.Out, CancellationToken.None);
            var known = string.Join(", ", commands.Select(command => command.Name).Order(StringComparer.Ordinal));
            await Console.Error.WriteLineAsync($"TasksWeb has no command '{both}'. It has: {known}.");
            return Unknown;
        }
    }
}
