namespace TasksWeb.Foundation;

/// <summary>A command that runs instead of the server: <c>TasksWeb {name}</c>.</summary>
public interface ICommand
{
    /// <summary>Runs the command and reports on <paramref name="output"/>.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken);
}

internal static class Commands
{
    private const int Misused = 2;

    public static IServiceCollection AddCommand<TCommand>(this IServiceCollection services, CommandUsage usage)
        where TCommand : class, ICommand =>
        services.AddTransient<TCommand>()
            .AddSingleton(new Entry(usage, static provider => provider.GetRequiredService<TCommand>()));

    /// <summary>Runs the command that the arguments begin with, in an app that is not set up to serve.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, string[] args)
    {
        await using (app)
            return await RunAsync(app.Services, args, Console.Out, Console.Error, CancellationToken.None);
    }

    /// <summary>Runs a command. It is made only when its arguments are understood: until then nothing is read or sent.</summary>
    internal static async Task<int> RunAsync(
        IServiceProvider services, string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var entries = services.GetServices<Entry>().ToList();
        var both = args is [_, var second, ..] && CommandLine.IsWord(second) ? $"{args[0]} {second}" : args[0];
        if (entries.Find(entry => entry.Usage.Name == args[0] || entry.Usage.Name == both) is not { } found)
        {
            var known = string.Join(", ", entries.Select(entry => entry.Usage.Name).Order(StringComparer.Ordinal));
            await errors.WriteLineAsync($"TasksWeb has no command '{both}'. It has: {known}.");
            return Misused;
        }
        var words = found.Usage.Name.Split(' ').Length;
        if (CommandArguments.Read(found.Usage, CommandLine.Divide(args[words..]), out var problem) is { } arguments)
            return await found.Create(services).RunAsync(arguments, output, cancellationToken);
        await errors.WriteLineAsync($"{problem} Nothing was done. {found.Usage.Describe()}");
        return Misused;
    }

    private sealed record Entry(CommandUsage Usage, Func<IServiceProvider, ICommand> Create);
}
