namespace TasksWeb.Tokens.Providers;

/// <summary>
/// <c>presets.json</c>: services as their own documentation and code describe them. <c>Source</c> is the page that was read,
/// <c>Confirmed</c> names further sources, and <c>ReadOn</c> is the last day of reading. A provider's own settings take
/// precedence.
/// </summary>
internal static class ProviderPresets
{
    /// <summary>Where a preset comes from, and what an operator should know.</summary>
    private static readonly string[] NotSettings = ["Source", "Confirmed", "ReadOn", "Notes"];

    private static readonly IConfigurationRoot All = Read();

    public static IReadOnlyList<string> Names { get; } = [.. All.GetChildren().Select(preset => preset.Key)];

    /// <summary>
    /// The settings that the named presets add to the section <c>Providers</c>. An issuer of one's own names the accounts in ID
    /// tokens (a tenant of Microsoft), in place of the preset's field.
    /// </summary>
    public static Dictionary<string, string?> For(IConfigurationSection providers)
    {
        var added = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers.GetChildren())
        {
            if (provider[nameof(ProviderOptions.Preset)] is not { Length: > 0 } name)
                continue;
            var replaced = provider[nameof(ProviderOptions.Issuer)] is { Length: > 0 }
                ? nameof(ProviderOptions.AccountField)
                : null;
            foreach (var (key, value) in All.GetSection(name).AsEnumerable(makePathsRelative: true))
            {
                if (value is not null && !NotSettings.Contains(key, StringComparer.OrdinalIgnoreCase)
                    && !key.Equals(replaced, StringComparison.OrdinalIgnoreCase))
                    added[$"{provider.Path}:{key}"] = value;
            }
        }
        return added;
    }

    private static IConfigurationRoot Read()
    {
        using var presets = typeof(ProviderPresets).Assembly.GetManifestResourceStream("TasksWeb.Tokens.presets.json")!;
        return new ConfigurationBuilder().AddJsonStream(presets).Build();
    }
}
