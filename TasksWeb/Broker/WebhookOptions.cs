namespace TasksWeb.Broker;

/// <summary><c>Broker:Keys:{n}:Webhook</c>: where a backend receives events about its connections.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where events are sent; null: none are.</summary>
    public string? Url { get; set; }

    /// <summary>Signs the events: <c>whsec_</c> and base64 of 24 to 64 bytes.</summary>
    public string? Secret { get; set; }

    /// <summary>The former secret while a new one is introduced: events carry a signature of each.</summary>
    public string? PreviousSecret { get; set; }

    /// <summary>Private networks (CIDR) that the receiver may be in.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>How long one attempt may take; one second to one minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsSet => !string.IsNullOrEmpty(Url);

    /// <summary>What signs, the current secret first.</summary>
    internal IReadOnlyList<byte[]> Keys() =>
        [.. new[] { Secret, PreviousSecret }.Where(secret => !string.IsNullOrEmpty(secret)).Select(secret => KeyOf(secret)!)];

    /// <summary>The bytes of a secret; null: it is none.</summary>
    internal static byte[]? KeyOf(string? secret)
    {
        const string Prefix = "whsec_";
        if (secret is null || !secret.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) && length is >= 24 and <= 64
            ? key[..length]
            : null;
    }
}
