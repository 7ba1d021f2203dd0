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
            .Concat(KeyPolicyValidation.ErrorsOf(options.Calls))
            .Concat(options.AuditRetention < TimeSpan.FromDays(1) ? ["Broker:AuditRetention must be at least 1.00:00:00."] : [])
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ErrorsOf(string path, ApiKeyOptions key)
    {
        if (!NameForm().IsMatch(key.Name))
            yield return $"{path}:Name must be 1 to 64 letters, digits, '.', '_' and '-'.";
        if (!DigestForm().IsMatch(key.Sha256))
            yield return $"{path}:Sha256 must be the SHA-256 of the key as 64 hex digits: printf %s \"$KEY\" | sha256sum";
        else if (EmptyDigests.Contains(key.Sha256, StringComparer.OrdinalIgnoreCase))
            yield return $"{path}:Sha256 is the digest of an empty key. Make a key with: openssl rand -hex 32";
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
