using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Broker;

/// <summary>Names wrong keys at start.</summary>
internal sealed partial class BrokerOptionsValidation(IOptions<ConnectorsOptions> connectors) : IValidateOptions<BrokerOptions>
{
    /// <summary>The digests of no bytes and of a line break, which an unset variable produces.</summary>
    private static readonly string[] EmptyDigests =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
    ];

    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        var errors = options.Keys.SelectMany((key, index) => ErrorsOf($"Broker:Keys:{index}", key))
            .Concat(Duplicates(options, "Name", key => key.Name))
            .Concat(Duplicates(options, "Sha256", key => key.Sha256))
            .Concat(FormerKeysInUse(options))
            .Concat(KeyPolicyValidation.ErrorsOf(options.Calls))
            .Concat(options.AuditRetention < TimeSpan.FromDays(1) ? ["Broker:AuditRetention must be at least 1.00:00:00."] : [])
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ErrorsOf(string path, ApiKeyOptions key)
    {
        if (!NameForm().IsMatch(key.Name))
            yield return $"{path}:Name must be 1 to 64 letters, digits, '.', '_' and '-'.";
        if (WhyNoDigest(key.Sha256) is { } wrong)
            yield return $"{path}:Sha256 {wrong}";
        if (!string.IsNullOrEmpty(key.PreviousSha256) && WhyNoDigest(key.PreviousSha256) is { } wrongBefore)
            yield return $"{path}:PreviousSha256 {wrongBefore}";
        if (string.IsNullOrEmpty(key.PreviousSha256) && key.PreviousValidUntil is not null)
            yield return $"{path}:PreviousValidUntil needs PreviousSha256, the digest of the former key.";
        if (key.Connectors.Count == 0)
            yield return $"{path}:Connectors is empty: name the connectors that this key may use.";
        for (var i = 0; i < key.Connectors.Count; i++)
        {
            if (!connectors.Value.Connectors.Keys.Contains(key.Connectors[i], StringComparer.Ordinal))
                yield return $"{path}:Connectors:{i} names '{key.Connectors[i]}', which is not under Connectors.";
        }
        foreach (var error in KeyPolicyValidation.ErrorsOf(path, key, connectors.Value)
            .Concat(WebhookValidation.ErrorsOf($"{path}:Webhook", key.Webhook)))
            yield return error;
    }

    private static string? WhyNoDigest(string digest) =>
        !DigestForm().IsMatch(digest) ? "must be the SHA-256 of the key as 64 hex digits: printf %s \"$KEY\" | sha256sum"
        : EmptyDigests.Contains(digest, StringComparer.OrdinalIgnoreCase)
            ? "is the digest of an empty key. Make a key with: openssl rand -hex 32"
        : null;

    /// <summary>A former key that is also another one would stand for two backends, or never end.</summary>
    private static IEnumerable<string> FormerKeysInUse(BrokerOptions options) => options.Keys
        .Select((key, index) => (Digest: key.PreviousSha256, Index: index))
        .Where(one => !string.IsNullOrEmpty(one.Digest) && options.Keys
            .SelectMany(other => new[] { other.Sha256, other.PreviousSha256 })
            .Count(other => string.Equals(one.Digest, other, StringComparison.OrdinalIgnoreCase)) > 1)
        .Select(one => $"Broker:Keys:{one.Index}:PreviousSha256 is among the other digests: a former key is used once.");

    private static IEnumerable<string> Duplicates(
        BrokerOptions options, string setting, Func<ApiKeyOptions, string> value) => options.Keys
        .Select((key, index) => (Value: value(key), Index: index))
        .Where(key => key.Value.Length > 0)
        .GroupBy(key => key.Value, StringComparer.OrdinalIgnoreCase)
        .SelectMany(same => same.Skip(1)
            .Select(key => $"Broker:Keys:{key.Index}:{setting} is the same as that of Broker:Keys:{same.First().Index}."));

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DigestForm();
}
