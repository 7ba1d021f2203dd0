namespace TasksWeb.Foundation;

/// <summary>One part of a command line: <c>--name value</c>, <c>--name=value</c>, <c>--name</c>, or a word.</summary>
/// <param name="Name">Without dashes; null: it is a word.</param>
/// <param name="Value">Of an option, if it has one; or the word.</param>
internal sealed record CommandLinePart(string? Name, string? Value)
{
    private static readonly string[] Names = ["urls", "environment", "PublicOrigin", "AllowedHosts"];

    private static readonly string[] Sections =
    [
        "Storage", "Encryption", "SignIn", "CrossAccountEvents", "Providers", "Connectors", "Broker", "Tokens", "RateLimits",
        "Proxies", "Security", "OpenTelemetry", "Prometheus", "Serilog", "Kestrel",
    ];

    /// <summary>It is a setting of the app, and not an option of the command.</summary>
    public bool IsSetting => Name is not null
        && (Name.IndexOf(':', StringComparison.Ordinal) is var end and > 0
            ? Sections.Contains(Name[..end], StringComparer.OrdinalIgnoreCase)
            : Names.Contains(Name, StringComparer.OrdinalIgnoreCase));
}

/// <summary>Divides the arguments of a command. A value never begins with two dashes, unless it stands behind <c>=</c>.</summary>
internal static class CommandLine
{
    private const string Dashes = "--";

    /// <summary>The arguments hold a word that is to be a command, or ask for help. Settings alone start the server.</summary>
    public static bool IsCommand(string[] args) => FindWord(args) >= 0 || AsksForHelp(args);

    public static bool AsksForHelp(string[] args) =>
        args.Any(static argument => argument is "--help" or "-h" or "-?")
        || (FindWord(args) is var at and >= 0 && args[at] == "help");

    /// <summary>Where the first argument is that is neither an option nor the value of one; -1: there is none.</summary>
    public static int FindWord(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            // Configuration reads name=value and /name value too (CommandLineConfigurationProvider).
            var isOption = IsOption(args[i]) || args[i].LastIndexOf('/') == 0;
            if (args[i].Contains('=', StringComparison.Ordinal) || args[i].Length == 0)
                continue;
            if (!isOption)
                return i;
            if (i + 1 < args.Length && !IsOption(args[i + 1]))
                i++;
        }
        return -1;
    }

    /// <summary>
    /// What configuration reads: of a command's arguments only settings. Its options come from nowhere else than the command
    /// line, and mean nothing elsewhere.
    /// </summary>
    public static string[] SettingsOf(string[] args) => IsCommand(args)
        ? [.. Divide(args).Where(part => part.IsSetting).Select(part => $"{Dashes}{part.Name}={part.Value ?? "true"}")]
        : args;

    public static IEnumerable<CommandLinePart> Divide(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsOption(args[i]))
                yield return new CommandLinePart(null, args[i]);
            else if (args[i].IndexOf('=', StringComparison.Ordinal) is var end and > 0)
                yield return new CommandLinePart(args[i][Dashes.Length..end], args[i][(end + 1)..]);
            else
                yield return new CommandLinePart(
                    args[i][Dashes.Length..], i + 1 < args.Length && !IsOption(args[i + 1]) ? args[++i] : null);
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith(Dashes, StringComparison.Ordinal);
}
