using Microsoft.Extensions.Options;
using TasksWeb.Storage.Configuration;

namespace TasksWeb.Storage.Encryption;

/// <summary><c>Encryption:Keys</c>: base64, 32 bytes each; the first writes, all read.</summary>
public sealed class EncryptionOptions
{
    public const int KeyBytes = 32;

    public IList<string> Keys { get; } = [];

    /// <summary>The decoded keys; valid once the options have been validated.</summary>
    public IEnumerable<byte[]> Decode() => Keys.Select(Convert.FromBase64String);
}

/// <summary>In Production keys must be configured; in Development a key file is created once in the data folder.</summary>
internal sealed class EncryptionSetup(IHostEnvironment environment, IOptions<StorageOptions> storage)
    : IPostConfigureOptions<EncryptionOptions>, IValidateOptions<EncryptionOptions>
{
    private const string HowToMakeOne = "Make one with: openssl rand -base64 32";

    public void PostConfigure(string? name, EncryptionOptions options)
    {
        if (options.Keys.Count == 0 && environment.IsDevelopment())
            options.Keys.Add(DevelopmentKeyFile.ReadOrMake(storage.Value));
    }

    public ValidateOptionsResult Validate(string? name, EncryptionOptions options)
    {
        if (options.Keys.Count == 0)
            return ValidateOptionsResult.Fail($"Encryption:Keys:0 is missing: the key that encrypts tokens. {HowToMakeOne}");
        var wrong = options.Keys
            .Select((key, index) => (key, index))
            .Where(entry => !IsKey(entry.key))
            .Select(entry =>
                $"Encryption:Keys:{entry.index} is not the base64 of {EncryptionOptions.KeyBytes} random bytes. {HowToMakeOne}")
            .ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    /// <summary>Outside Development, a key of one repeated byte is refused.</summary>
    private bool IsKey(string text)
    {
        var key = new byte[EncryptionOptions.KeyBytes + 1];
        return Convert.TryFromBase64String(text, key, out var length)
            && length == EncryptionOptions.KeyBytes
            && (environment.IsDevelopment() || key.Distinct().Skip(2).Any());
    }
}
