using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TasksWeb.Tests.Conventions;

/// <summary>The C# of one project, compiled in memory. Generated code and views are not part of it.</summary>
internal sealed class Sources
{
    public const string Project = "TasksWeb";

    /// <summary>What ImplicitUsings gives a web project.</summary>
    private static readonly SyntaxTree GlobalUsings = CSharpSyntaxTree.ParseText(string.Concat(((string[])
    [
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging", "System", "System.Collections.Generic", "System.IO",
        "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading", "System.Threading.Tasks",
    ]).Select(name => $"global using {name};\n")));

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith(Project, StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _compilation;

    private Sources(IEnumerable<(string Path, string Text)> files)
    {
        Trees = [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path))];
        _compilation = CSharpCompilation.Create(Project, [.. Trees, GlobalUsings], References);
    }

    /// <summary>A tree for each file; its path is relative to the repository.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    /// <summary>These files alone; a path begins with the project.</summary>
    public static Sources Of(params (string Path, string Text)[] files) => new(files);

    /// <summary>The product, read from the repository that this test was built in.</summary>
    public static Sources OfProduct()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "TasksWeb.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests run outside the repository.");
        var files = Directory.EnumerateFiles(Path.Combine(root, Project), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(root, file), File: file))
            .Where(file => file.Path.Split('/') is [_, not ("bin" or "obj"), ..])
            .OrderBy(file => file.Path, StringComparer.Ordinal);
        return new Sources(files.Select(file => (file.Path, File.ReadAllText(file.File))));
    }

    public SemanticModel ModelOf(SyntaxTree tree) => _compilation.GetSemanticModel(tree);

    /// <summary>The folder below the project, <c>Tokens/Vault</c>; empty for the project's own.</summary>
    public static string FolderOf(SyntaxTree tree) =>
        string.Join('/', tree.FilePath.Split('/')[1..^1]);

    public static string RoomOf(string folder) => folder.Split('/')[0];

    public static int LineOf(SyntaxNodeOrToken place) => place.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1;
}
