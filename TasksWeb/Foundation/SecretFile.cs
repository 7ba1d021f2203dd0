using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace TasksWeb.Foundation;

/// <summary>
/// A secret that may be in a file: its key with <c>File</c> at the end names the file. The file is read each
/// time the key is, so what reads a key again sees the file's new content.
/// </summary>
/// <param name="pattern">The key; <c>*</c> stands for a name, at the end for the index of a list.</param>
internal sealed class SecretFile(string pattern) : IConfigurationSource
{
    private const string Suffix = "File";
    private const int MaxBytes = 64 * 1024;

    private readonly string[] _pattern = pattern.Split(':');

    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(this, (IConfiguration)builder);

    /// <summary>What is wrong with the files that are named; each message names its key.</summary>
    public IEnumerable<string> ErrorsOf(IConfiguration settings) => KeysOf(settings, 0).SelectMany(key =>
    {
        if (settings[key + Suffix] is not { Length: > 0 } path)
            return Array.Empty<string>();
        var errors = new List<string>();
        if (ProblemOf(path) is { } problem)
            errors.Add($"{key}{Suffix} names {path}, {problem}");
        if (IsSetItself(settings, key))
            errors.Add($"{key} and {key}{Suffix} are both set: keep one of them.");
        return [.. errors];
    });

    private static string? ProblemOf(string path) => Read(path) switch
    {
        null => "which does not exist or cannot be read.",
        "" => $"which is empty or larger than {MaxBytes / 1024} KB.",
        _ => null,
    };

    /// <returns>The content without the white space around it; null: it cannot be read.</returns>
    private static string? Read(string path)
    {
        try
        {
            using var file = new StreamReader(path);
            return file.BaseStream.CanSeek && file.BaseStream.Length > MaxBytes ? "" : file.ReadToEnd().Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsSetItself(IConfiguration settings, string key) => settings is IConfigurationRoot root
        && root.Providers.Any(provider =>
            provider is not Provider && provider.TryGet(key, out var value) && value is { Length: > 0 });

    private IEnumerable<string> KeysOf(IConfiguration settings, int depth)
    {
        foreach (var child in settings.GetChildren().Where(child => IsMatch(depth, child.Key)))
        {
            if (depth == _pattern.Length - 1)
            {
                yield return child.Path;
                continue;
            }
            foreach (var key in KeysOf(child, depth + 1))
                yield return key;
        }
    }

    private bool IsMatch(ReadOnlySpan<char> key)
    {
        var depth = 0;
        foreach (var range in key.Split(':'))
        {
            if (depth == _pattern.Length || !IsMatch(depth++, key[range]))
                return false;
        }
        return depth == _pattern.Length;
    }

    private bool IsMatch(int depth, ReadOnlySpan<char> name) => _pattern[depth] == "*"
        ? depth < _pattern.Length - 1 || !name.ContainsAnyExceptInRange('0', '9')
        : name.Equals(_pattern[depth], StringComparison.OrdinalIgnoreCase);

    /// <summary>The secret under its own key; the key of the file is not listed, as it is no setting of the options.</summary>
    private sealed class Provider(SecretFile secret, IConfiguration settings) : ConfigurationProvider
    {
        /// <summary>A file that cannot be read is an empty secret, so that no default takes its place.</summary>
        public override bool TryGet(string key, out string? value)
        {
            value = secret.IsMatch(key) && settings[key + Suffix] is { Length: > 0 } path ? Read(path) ?? "" : null;
            return value is not null;
        }

        public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            var keys = earlierKeys.ToList();
            var isChanged = false;
            for (var i = 0; i < keys.Count; i++)
            {
                if (!keys[i].EndsWith(Suffix, StringComparison.OrdinalIgnoreCase))
                    continue;
                var name = keys[i][..^Suffix.Length];
                if (!secret.IsMatch(parentPath is null ? name : ConfigurationPath.Combine(parentPath, name)))
                    continue;
                keys[i] = name;
                isChanged = true;
            }
            return isChanged ? keys.Order(ConfigurationKeyComparer.Instance) : keys;
        }
    }
}

/// <summary>The secrets that may be in files; they are validated at startup.</summary>
internal sealed class SecretFiles;

internal static class SecretFilesRegistration
{
    /// <summary>Lets a secret be in a file; at startup, a file that cannot be read is reported.</summary>
    public static void AddSecretFile(this WebApplicationBuilder builder, string pattern)
    {
        var secret = new SecretFile(pattern);
        builder.Configuration.Sources.Add(secret);
        builder.Services.AddSingleton(secret);
        builder.Services.AddOptions<SecretFiles>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecretFiles>, Validation>());
    }

    private sealed class Validation(IEnumerable<SecretFile> secrets, IConfiguration settings) : IValidateOptions<SecretFiles>
    {
        public ValidateOptionsResult Validate(string? name, SecretFiles options)
        {
            var errors = secrets.SelectMany(secret => secret.ErrorsOf(settings)).ToList();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
