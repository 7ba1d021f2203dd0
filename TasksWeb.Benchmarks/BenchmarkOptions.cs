using System.Globalization;

namespace TasksWeb.Benchmarks;

/// <summary>What to measure and for how long.</summary>
/// <param name="Only">One section (one of <see cref="Sections"/>); null: all.</param>
/// <param name="Seconds">Length of one slice of load.</param>
/// <param name="Connections">Keep-alive connections of the hot path.</param>
/// <param name="Rounds">Slices of each contender; the contenders take turns.</param>
internal sealed record BenchmarkOptions(string? Only = null, int Seconds = 3, int Connections = 64, int Rounds = 5)
{
    private static readonly string[] Sections =
    [
        "hot", "peers", "start", "pages", "call", "refresh", "job", "memory", "fat", "files", "growth", "outage",
    ];

    private static readonly string[] ShortSections = ["peers", "call"];
    private const string Short = "--short";

    public static readonly string Usage =
        $"Options: --only {string.Join('|', Sections)}  --seconds N (1-60)  --connections N (1-1000)  --rounds N (1-100)  "
        + "--beside FOLDER (of another TasksWeb.dll)  --guard check|write  --charts FOLDER  --short";

    /// <summary>Compare with the figures in <c>guard.json</c>, or write them; null: neither.</summary>
    public string? Guard { get; init; }

    /// <summary>Three minutes: the live call beside the peers, and a call through the vault.</summary>
    public bool IsShort { get; init; }

    /// <summary>Where charts are written; null: nowhere.</summary>
    public string? Charts { get; init; }

    /// <summary>Folders of other builds of the app that take part in the hot path, to tell what a change is worth.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>Null when they cannot be understood.</summary>
    public static BenchmarkOptions? Parse(string[] args)
    {
        var options = args.Contains(Short) ? new BenchmarkOptions(Seconds: 1, Rounds: 3) { IsShort = true } : new();
        foreach (var pair in args.Where(argument => argument != Short).Chunk(2))
        {
            BenchmarkOptions? next = pair switch
            {
                ["--only", var section] when Sections.Contains(section) => options with { Only = section },
                ["--charts", var folder] when Directory.Exists(folder) => options with { Charts = folder },
                ["--guard", "check" or "write"] => options with { Guard = pair[1] },
                ["--beside", var folder] when File.Exists(Path.Combine(folder, "TasksWeb.dll")) =>
                    options with { Beside = [.. options.Beside, Path.GetFullPath(folder)] },
                ["--seconds", var text] when Number(text, 60) is { } seconds => options with { Seconds = seconds },
                ["--connections", var text] when Number(text, 1000) is { } connections => options with { Connections = connections },
                ["--rounds", var text] when Number(text, 100) is { } rounds => options with { Rounds = rounds },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
        }
        return options;
    }

    public bool Wants(string section) => Only == section || (Only is null && (!IsShort || ShortSections.Contains(section)));

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
}
