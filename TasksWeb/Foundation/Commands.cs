using Microsoft.Extensions.Options;

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

    /// <summary>Runs the command of the command line, in an app that is not set up to serve.</summary>
    /// <returns>The exit code; null: there is no command, and the app is to serve.</returns>
    public static async Task<int?> RunCommandAsync(this WebApplication app, string[] args)
    {
        var serves = false;
        try
        {
            var code = await RunAsync(app.Services, args, Console.Out, Console.Error, CancellationToken.None);
            serves = code is null;
            return code;
        }
        finally
        {
            if (!serves)
                await app.DisposeAsync();
        }
    }

    /// <summary>
    /// Runs a command. Settings are validated and it is made only when its arguments are understood: until then nothing is read
    /// or sent.
    /// </summary>
    /// <returns>The exit code; null: there is no command.</returns>
    internal static async Task<int?> RunAsync(
        IServiceProvider services, string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        Entry[] entries = [.. services.GetServices<Entry>().OrderBy(entry => entry.Usage.Name, StringComparer.Ordinal)];
        var at = CommandLine.FindWord(args);
        var found = at < 0 ? null : Array.Find(entries, entry => args.AsSpan(at).StartsWith(entry.Words));
        if (CommandLine.AsksForHelp(args))
        {
            await WriteHelpAsync(found is null ? entries : [found], output);
            return 0;
        }
        if (found is null && SwallowedBy(args, entries) is { } option)
        {
            await errors.WriteLineAsync(
                $"{option.Value} stands behind --{option.Name}, as its value. Write the command first: "
                + $"TasksWeb {option.Value} … --{option.Name}");
            return Misused;
        }
        if (at < 0)
            return null;
        if (found is null)
        {
            var known = string.Join(", ", entries.Select(entry => entry.Usage.Name));
            await errors.WriteLineAsync(
                $"TasksWeb has no command '{args[at]}'. It has: {known}. TasksWeb --help describes them.");
            return Misused;
        }
        CommandLinePart[] parts = [.. CommandLine.Divide([.. args[..at], .. args[(at + found.Words.Length)..]])];
        var arguments = CommandArguments.Read(found.Usage, parts, out var problem);
        if (arguments is null || (problem = ProblemOfSettings(services, parts)) is not null)
        {
            await errors.WriteLineAsync($"{problem} Nothing was done. {found.Usage.Describe()}");
            return Misused;
        }
        services.GetRequiredService<IStartupValidator>().Validate();
        return await found.Create(services).RunAsync(arguments, output, cancellationToken);
    }

    private static async Task WriteHelpAsync(Entry[] entries, TextWriter output)
    {
        await output.WriteLineAsync("TasksWeb serves. With a command it runs that instead, with the same settings:");
        foreach (var entry in entries)
            await output.WriteLineAsync($"{Environment.NewLine}{entry.Usage.Help()}");
    }

    /// <summary>An option, and no setting, that has the name of a command for its value: the command is meant.</summary>
    private static CommandLinePart? SwallowedBy(string[] args, Entry[] entries) => CommandLine.Divide(args)
        .TakeWhile(part => part.Name is not null)
        .FirstOrDefault(part => !part.IsSetting && Array.Exists(entries, entry => entry.Words[0] == part.Value));

    /// <summary>What is wrong with the settings of a command line; null: nothing.</summary>
    private static string? ProblemOfSettings(IServiceProvider services, CommandLinePart[] parts)
    {
        using var written = new ConfigurationManager();
        // Of a setting that is written twice, the last counts.
        foreach (var part in parts.Where(part => part.IsSetting))
            written[part.Name!] = part.Value ?? bool.TrueString;
        foreach (var secret in services.GetServices<SecretFile>())
            written.Sources.Add(secret);
        return services.GetServices<SettingsSection>().SelectMany(section => section.ErrorsOf(written)).FirstOrDefault();
    }

    private sealed record Entry(CommandUsage Usage, Func<IServiceProvider, ICommand> Create)
    {
        public string[] Words { get; } = Usage.Name.Split(' ');
    }
}
