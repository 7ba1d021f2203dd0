namespace TasksWeb.Broker;

/// <summary><c>Broker:Keys:{n}:Webhook</c>: where a backend hears what happens to its connections.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where events are sent; null: the backend hears nothing.</summary>
    public string? Url { get; set; }

    /// <summary>Signs the events: <c>whsec_</c> and base64 of 24 to 64 bytes.</summary>
    public string? Secret { get; set; }

    /// <summary>Private networks (CIDR) that the receiver may be in.</summary>
    public IList<string> AllowedNetworks { get; } = [];

    internal bool IsSet => !string.IsNullOrEmpty(Url);

    /// <summary>The bytes of <see cref="Secret"/>; null: it is none.</summary>
    internal byte[]? Key()
    {
        const string Prefix = "whsec_";
        if (Secret is null || !Secret.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var key = new byte[Secret.Length];
        return Convert.TryFromBase64String(Secret[Prefix.Length..], key, out var length) && length is >= 24 and <= 64
            ? key[..length]
            : null;
    }
}
