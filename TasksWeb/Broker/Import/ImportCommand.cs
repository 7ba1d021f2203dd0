using System.Globalization;
using TasksWeb.Foundation;
using TasksWeb.SignIn;
using TasksWeb.Storage;
using TasksWeb.Tokens;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Import;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Broker.Import;

/// <summary>
/// <c>TasksWeb import FILE --key NAME</c>: takes over the refresh tokens of another program for a backend. Options:
/// <c>--connector C</c> for all, or <c>--connector:NAME C</c> for rows that the file labels NAME; <c>--per-second 10</c>;
/// <c>--replace</c>; <c>--no-proof</c>; <c>--retry-refused</c>.
/// </summary>
internal sealed class ImportCommand(
    TokenImport import, ImportRuns runs, ImportPlan plan, ApiKeys keys, AccountDeletion deletion, TimeProvider clock) : ICommand
{
    private const int Incomplete = 1;
    private const int Misused = 2;
    private const int MaxConcurrency = 8;
    private const int MaxPerSecond = 1000;

    public static CommandUsage Usage { get; } = new(
        "import", new CommandOption("key", "NAME") { IsRequired = true }, new CommandOption("connector", "CONNECTOR"),
        new CommandOption("connector:", "CONNECTOR"), new CommandOption("per-second", "NUMBER"), new CommandOption("replace"),
        new CommandOption("no-proof"), new CommandOption("retry-refused"))
    {
        TakesFile = true,
        Purpose = "Takes over the refresh tokens of another program for the identifiers of a broker key.",
    };

    public async Task<int> RunAsync(CommandArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            "Stop the program that these tokens come from, if it is not stopped yet: a provider that replaces refresh tokens "
            + "ends them when two programs use them.");
        var perSecond = 10;
        if (Problem(arguments, ref perSecond) is { } problem)
        {
            await output.WriteLineAsync(problem);
            return Misused;
        }
        try
        {
            var rows = TokenFile.Read(await File.ReadAllBytesAsync(arguments.File!, cancellationToken));
            var isComplete = false;
            var other = await runs.TryRunAsync(
                async cancel => isComplete = await RunAsync(rows, arguments, perSecond, output, cancel),
                cancellationToken);
            if (other is not null)
            {
                await output.WriteLineAsync(
                    $"Another import is running ({other.Holder}), and two would send the same tokens. Wait until it ends; "
                    + $"if it was killed, run this one again after {other.Until:u}.");
            }
            return isComplete ? 0 : Incomplete;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("The import has stopped: it could not say in time that it goes on. Run it again.");
            return Incomplete;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await output.WriteLineAsync($"Nothing was imported. {e.Message}");
            return Misused;
        }
        catch (StorageUnavailableException e)
        {
            await output.WriteLineAsync($"The import is not complete; run it again. {e.Message}");
            return Incomplete;
        }
    }

    private string? Problem(CommandArguments arguments, ref int perSecond)
    {
        if (arguments.File is not { Length: > 0 } file || !File.Exists(file))
            return "Name a file that exists: TasksWeb import FILE --key NAME";
        if (new FileInfo(file).Length > TokenFile.MaxBytes)
            return $"The file is larger than {TokenFile.MaxBytes / 1024 / 1024} MB. Divide it.";
        if (arguments["key"] is not { } key || keys.FindByName(key) is null)
            return "--key: name one of Broker:Keys, whose identifiers the file has.";
        if (arguments.Has("replace") && arguments.Has("no-proof"))
            return "--no-proof and --replace exclude each other: a token that is not proved replaces no connection.";
        return arguments["per-second"] is { } pace
            && (!int.TryParse(pace, CultureInfo.InvariantCulture, out perSecond) || perSecond is < 1 or > MaxPerSecond)
            ? $"--per-second: a whole number from 1 to {MaxPerSecond}."
            : null;
    }

    private async Task<bool> RunAsync(
        IReadOnlyList<TokenRow> rows, CommandArguments arguments, int perSecond, TextWriter output,
        CancellationToken cancellationToken)
    {
        await import.PrepareAsync(cancellationToken);
        var key = keys.FindByName(arguments["key"]!)!;
        var made = await plan.MakeAsync(rows, key, arguments, cancellationToken);
        foreach (var problem in made.Problems)
            await output.WriteLineAsync(problem);
        var choices = new ImportChoices(
            arguments.Has("replace"), Prove: !arguments.Has("no-proof"), arguments.Has("retry-refused"),
            made.Places.Keys.ToHashSet(StringComparer.Ordinal));
        var report = new ImportReport(made.Problems.Count, stopsEarly: !choices.RetryRefused);
        var pace = new ProofPace(perSecond, clock);
        foreach (var (task, imported) in made.Known)
            report.Add(task, imported, output);
        // The rows of one person one after the other: where an account belongs depends on those before it.
        await Parallel.ForEachAsync(
            made.Tasks.GroupBy(task => task.Grant),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
            async (tasks, cancel) =>
            {
                foreach (var task in tasks)
                    report.Add(task, await ImportAsync(task, cancel), output);
            });
        await output.WriteLineAsync(report.Summary(choices.Prove));
        foreach (var advice in report.Advice())
            await output.WriteLineAsync(advice);
        return report.IsComplete;

        async Task<Imported> ImportAsync(ImportTask task, CancellationToken cancel)
        {
            if (report.IsClientRefused(task.Grant.Connector))
                return new Imported(ImportOutcome.Postponed, "the provider refuses this client");
            if (report.IsStopped(task.Grant.Connector))
                return new Imported(ImportOutcome.Stopped);
            if (choices.Prove)
                await pace.WaitAsync(cancel);
            // People may have changed their minds since the run began.
            if (await plan.FindRefusalAsync(key, task.Grant.Connector, task.Identifier, cancel) is { } refusal)
                return new Imported(ImportOutcome.NotAllowed, refusal);
            var imported = await import.RunAsync(task.Grant, task.RefreshToken, task.Scopes, choices, cancel);
            return key.Identifiers == IdentifierSpace.Users && await deletion.DeleteLateAsync(task.Identifier)
                ? new Imported(ImportOutcome.NotAllowed, "the account was deleted while the token was sent.")
                : imported;
        }
    }
}
