using System.Reflection;
using System.Text.RegularExpressions;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>What the documents point at exists: other documents with their headings, pictures, source files, and tests.</summary>
public sealed partial class DocumentLinkTests
{
    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(RepositoryFiles.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_to_a_heading_of_it(string document)
    {
        foreach (Match link in Links().Matches(RepositoryFiles.Read(document)))
        {
            var target = link.Groups["path"].Length == 0
                ? document
                : Path.Combine(Path.GetDirectoryName(document)!, link.Groups["path"].Value);
            Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, target)), $"{document}: {link.Value}");
            if (link.Groups["heading"].Success)
                Assert.True(AnchorsOf(target).Contains(link.Groups["heading"].Value), $"{document}: {link.Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_named_source_file_exists(string document)
    {
        foreach (Match file in SourceFiles().Matches(RepositoryFiles.Read(document)))
        {
            var path = file.Groups["path"].Value;
            Assert.True(
                File.Exists(Path.Combine(RepositoryFiles.Root, path)) || File.Exists(Path.Combine(RepositoryFiles.Root, "TasksWeb", path)),
                $"{document}: {path}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_named_test_exists(string document)
    {
        foreach (Match name in TestNames().Matches(RepositoryFiles.Read(document)))
        {
            var (type, method) = (name.Groups["type"].Value, name.Groups["method"].Value);
            Assert.True(Tests.Contains(method.Length == 0 ? type : $"{type}.{method}"), $"{document}: {name.Value}");
        }
    }

    /// <summary>Classes that have tests, and the tests themselves.</summary>
    private static HashSet<string> Tests { get; } =
    [
        .. typeof(DocumentLinkTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
                .SelectMany(method => (string[])[type.Name, $"{type.Name}.{method.Name}"])),
    ];

    /// <summary>As GitHub makes them: lower case, hyphens for spaces, no punctuation.</summary>
    private static HashSet<string> AnchorsOf(string document) =>
    [
        .. Headings().Matches(RepositoryFiles.Read(document)).Select(heading =>
            Punctuation().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)(#(?<heading>[^)\s]+))?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Links();

    [GeneratedRegex(
        @"`(?<path>([\w.-]+/)+[\w.-]+\.(cs|json|conf|cshtml|js|yaml)|[\w.-]+\.(props|txt|yaml|md|sln|sh))`",
        RegexOptions.ExplicitCapture)]
    private static partial Regex SourceFiles();

    [GeneratedRegex(@"`(?<type>\w+(Tests|Contract))(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestNames();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Headings();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Punctuation();
}
