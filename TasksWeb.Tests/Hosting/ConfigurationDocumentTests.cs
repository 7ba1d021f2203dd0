using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The tables of docs/configuration.md list the keys that the options classes have, no more and no less.</summary>
public sealed partial class ConfigurationDocumentTests
{
    /// <summary>The section that each options class is bound to; <c>ConnectorsOptions</c> is bound to the root.</summary>
    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["StorageOptions"] = "Storage:",
        ["EncryptionOptions"] = "Encryption:",
        ["SignInOptions"] = "SignIn:",
        ["ConnectorsOptions"] = "",
        ["BrokerOptions"] = "Broker:",
        ["TokenOptions"] = "Tokens:",
        ["RateLimitOptions"] = "RateLimits:",
        ["ProxyOptions"] = "Proxies:",
        ["TelemetryOptions"] = "OpenTelemetry:",
        ["PrometheusOptions"] = "Prometheus:",
        ["PublicOriginOptions"] = "",
        ["SecurityOptions"] = "Security:",
        ["CrossAccountEventsOptions"] = "CrossAccountEvents:",
    };

    private static readonly Type[] OptionsTypes =
    [
        .. typeof(Program).Assembly.GetTypes().Where(type => type is { IsPublic: true, Namespace: { } space }
            && space.StartsWith("TasksWeb", StringComparison.Ordinal) && type.Name.EndsWith("Options", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Every_documented_key_exists_and_every_existing_key_is_documented()
    {
        string[] documented =
        [
            .. Rows().Matches(RepositoryFiles.Read("docs/configuration.md"))
                .Select(row => Placeholders().Replace(row.Groups["key"].Value, ":*")),
        ];
        string[] existing = [.. KeysOfAllSections()];

        Assert.Equal([], existing.Except(documented, StringComparer.Ordinal));
        Assert.Equal([], documented.Except(existing, StringComparer.Ordinal));
        Assert.Equal(existing.Length, documented.Length);
    }

    [Fact]
    public void Every_options_class_belongs_to_a_documented_section()
    {
        var visited = new HashSet<Type>();
        foreach (var type in OptionsTypes.Where(type => Sections.ContainsKey(type.Name)))
            _ = Keys(type, Sections[type.Name], visited).Count();

        Assert.Equal(Sections.Keys.Order(), OptionsTypes.Select(type => type.Name).Where(Sections.ContainsKey).Order());
        Assert.Empty(OptionsTypes.Except(visited));
    }

    private static IEnumerable<string> KeysOfAllSections() => OptionsTypes
        .Where(type => Sections.ContainsKey(type.Name))
        .SelectMany(type => Keys(type, Sections[type.Name], []));

    private static IEnumerable<string> Keys(Type type, string prefix, HashSet<Type> visited)
    {
        visited.Add(type);
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite || IsCollection(property.PropertyType))
            .SelectMany(property => KeysOf(property.PropertyType, prefix + property.Name, visited));
    }

    private static IEnumerable<string> KeysOf(Type type, string key, HashSet<Type> visited) =>
        IsCollection(type) ? KeysOf(type.GetGenericArguments()[^1], $"{key}:*", visited)
        : type.IsClass && type != typeof(string) ? Keys(type, $"{key}:", visited)
        : [key];

    private static bool IsCollection(Type type) => type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rows();

    [GeneratedRegex(@":(\{\w+\}|\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholders();
}
