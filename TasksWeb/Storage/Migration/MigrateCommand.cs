using System.Text.Json;
using TasksWeb.Foundation;
using TasksWeb.Storage.Configuration;

namespace TasksWeb.Storage.Migration;

/// <summary>
/// <c>TasksWeb migrate --from … --to …</c>: copies everything from one store to another, each named by its connection string.
/// No instance should be running on either.
/// </summary>
internal sealed class MigrateCommand(ILoggerFactory logs) : ICommand
{
    private const int Incomplete = 1;
    private const int Misused = 2;

    public static CommandUsage Usage { get; } = new(
        "migrate", new CommandOption("from", "STORE") { IsRequired = true },
        new CommandOption("to", "STORE") { IsRequired = true })
    {
        Purpose = "Copies everything from one store to another; each is named by its connection string.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var option in (string[])["from", "to"])
        {
            if (StoreOpening.ProblemOf(arguments[option], mustExist: option == "from") is not { } problem)
                continue;
            await output.WriteLineAsync($"--{option}: {problem}");
            return Misused;
        }
        if (StoreOpening.AreSame(arguments["from"]!, arguments["to"]!))
        {
            await output.WriteLineAsync("--to names the same store as --from; there is nothing to copy.");
            return Misused;
        }
        try
        {
            return await CopyAsync(arguments, output, cancellationToken) ? 0 : Incomplete;
        }
        catch (StorageUnavailableException e)
        {
            await output.WriteLineAsync($"The copy is not complete; run it again. {e.Message}");
            return Incomplete;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            await output.WriteLineAsync($"The copy is not complete: something in --from cannot be stored in --to. {e.Message}");
            return Incomplete;
        }
    }

    private async Task<bool> CopyAsync(
        CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var from = StoreOpening.Open(arguments["from"]!, logs);
        await using var closesFrom = (IAsyncDisposable)from;
        var to = StoreOpening.Open(arguments["to"]!, logs);
        await using var closesTo = (IAsyncDisposable)to;

        var migration = new StoreMigration(from, to);
        var isVerified = true;
        foreach (var name in Collections.All)
        {
            var done = await migration.RunAsync(name, cancellationToken);
            isVerified &= done.IsVerified;
            await output.WriteLineAsync(
                $"{name}: {done.Copied} copied; {done.From.Count} here with SHA-256 {done.From.Digest}; "
                + (done.IsVerified ? "the same there." : $"{done.To.Count} there with SHA-256 {done.To.Digest}."));
            if (done.Differing > 0)
                await output.WriteLineAsync(
                    $"{name}: {done.Differing} were there with another content and were left as they are.");
        }
        await output.WriteLineAsync(isVerified
            ? "Everything is there. Point Storage:Provider and Storage:ConnectionString at it, with the same Encryption:Keys."
            : "The two are not the same: was an instance running, or has the target been in use?");
        return isVerified;
    }
}
