using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Broker.Events;

/// <summary>The symmetric signature of Standard Webhooks.</summary>
/// <remarks>https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md</remarks>
internal static class WebhookSignature
{
    /// <summary>Signs id, time and body: <c>v1,</c> and the HMAC-SHA256 in base64.</summary>
    /// <param name="at">Seconds since 1970, as <c>webhook-timestamp</c> says.</param>
    public static string Sign(byte[] key, string id, long at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}."));
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]))}";
    }
}
