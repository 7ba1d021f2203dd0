namespace TasksWeb.Foundation;

/// <summary>What a command was called with. Nothing that it does not know is left in it.</summary>
public sealed class CommandArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private CommandArguments()
    {
    }

    /// <summary>The file that it was given; null: none.</summary>
    public string? File { get; private set; }

    /// <summary>The value of an option; null: it was not given.</summary>
    public string? this[string option] => _values.GetValueOrDefault(option);

    /// <summary>Whether an option without a value was given, and not as <c>false</c>.</summary>
    public bool Has(string option) => bool.TryParse(this[option], out var isSet) && isSet;

    /// <summary>Reads the arguments behind a command's name.</summary>
    /// <returns>Null, with the problem in words: it may not run.</returns>
    internal static CommandArguments? Read(CommandUsage usage, IEnumerable<CommandLinePart> parts, out string? problem)
    {
        var read = new CommandArguments();
        problem = parts.Where(part => !part.IsSetting).Select(part => read.Take(usage, part))
            .FirstOrDefault(one => one is not null);
        return problem is null ? read : null;
    }

    private string? Take(CommandUsage usage, CommandLinePart part)
    {
        if (part.Name is null)
        {
            if (!usage.TakesFile || File is not null || part.Value!.StartsWith('-'))
                return $"'{part.Value}' is not understood.";
            File = part.Value;
            return null;
        }
        if (usage.Find(part.Name) is not { } option)
            return $"There is no option --{part.Name}.";
        if (option.Value is null && part.Value is not null && !bool.TryParse(part.Value, out _))
            return $"--{part.Name} has no value, or true or false, and not '{part.Value}'.";
        if (option.Value is not null && part.Value is null)
            return $"--{part.Name} needs a value.";
        return _values.TryAdd(part.Name, part.Value ?? "true") ? null : $"--{part.Name} is there twice.";
    }
}
