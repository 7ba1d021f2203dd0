using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Broker.Events;

/// <summary>The symmetric signatures of Standard Webhooks, one for each secret, with spaces between.</summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
internal static class WebhookSignature
{
    /// <summary>Signs id, time and body: <c>v1,</c> and the HMAC-SHA256 in base64.</summary>
    /// <param name="keys">The current one, and the one before it while receivers change over.</param>
    /// <param name="at">Seconds since 1970, as <c>webhook-timestamp</c> says.</param>
    public static string Sign(IEnumerable<byte[]> keys, string id, long at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }
}
