using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticAssets;

namespace TasksWeb.Foundation;

/// <summary>
/// Scripts, styles and icons have an address that changes with every build, so that browsers keep them and never ask again.
/// Relative imports stay within it, and need no import map, which the content security policy would have to allow inline.
/// </summary>
public sealed partial class Assets(IWebHostEnvironment environment)
{
    public static readonly string Prefix = $"/assets/{typeof(Assets).Module.ModuleVersionId.ToString("N")[..12]}/";

    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _modules = new(StringComparer.Ordinal);

    /// <param name="file">Below <c>wwwroot</c>.</param>
    public static string AddressOf(string file) => Prefix + file;

    public static bool IsAsset(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;

    /// <summary>The addresses of a module and all that it imports, so that a page asks for them at once.</summary>
    public IReadOnlyList<string> ModulesOf(string file) => _modules.GetOrAdd(file, _ =>
    {
        var found = new List<string>();
        var pending = new Queue<string>([file]);
        while (pending.TryDequeue(out var next))
        {
            // Without the file nothing is preloaded; the browser requests modules as it finds them.
            if (found.Contains(next) || environment.WebRootFileProvider.GetFileInfo(next) is not { Exists: true } module)
                continue;
            found.Add(next);
            using var reader = new StreamReader(module.CreateReadStream());
            foreach (Match import in Import().Matches(reader.ReadToEnd()))
                pending.Enqueue(new Uri(new Uri($"file:///{next}"), import.Groups["file"].Value).AbsolutePath[1..]);
        }
        return [.. found.Select(AddressOf)];
    });

    [GeneratedRegex(@"(?:import|from) '(?<file>\.[a-z./-]+\.js)'", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Import();
}
