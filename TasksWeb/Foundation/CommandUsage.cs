namespace TasksWeb.Foundation;

/// <summary>How a command is called.</summary>
/// <param name="Name">One or two words in lower case.</param>
public sealed record CommandUsage(string Name, params IReadOnlyList<CommandOption> Options)
{
    /// <summary>It is given the name of a file: <c>TasksWeb backup FILE</c>.</summary>
    public bool TakesFile { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>The option with this name, without dashes; null: there is none.</summary>
    internal CommandOption? Find(string name) => Options.FirstOrDefault(option => option.IsNamed(name));

    /// <summary>How it is written and what it does, for the list of commands.</summary>
    internal string Help() =>
        $"TasksWeb {Name}{(TakesFile ? " FILE" : "")}{string.Concat(Options.Select(option => $" {option.Help()}"))}"
        + $"{Environment.NewLine}    {Purpose}";

    /// <summary>What a caller may write, for a message.</summary>
    internal string Describe() =>
        $"TasksWeb {Name} has {(TakesFile ? "FILE, " : "")}"
        + (Options.Count > 0 ? $"{string.Join(", ", Options)}, and " : "")
        + "settings such as --Storage:ConnectionString.";
}

/// <summary>An option of a command.</summary>
/// <param name="Name">
/// Without dashes. After one that ends with a colon, the caller names what it is for: <c>--connector:google</c>.
/// </param>
/// <param name="Value">What stands behind it; null: nothing, true or false.</param>
public sealed record CommandOption(string Name, string? Value = null)
{
    private const char ForOne = ':';

    /// <summary>The command refuses to run without it.</summary>
    public bool IsRequired { get; init; }

    internal string Help() => IsRequired ? ToString() : $"[{this}]";

    public override string ToString() => $"--{Name}{(Name[^1] == ForOne ? "NAME" : "")}{(Value is null ? "" : $" {Value}")}";

    internal bool IsNamed(string name) => Name[^1] == ForOne
        ? name.Length > Name.Length && name.StartsWith(Name, StringComparison.OrdinalIgnoreCase)
        : name.Equals(Name, StringComparison.OrdinalIgnoreCase);
}
