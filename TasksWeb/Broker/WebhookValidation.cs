using System.Net;
using TasksWeb.Foundation;

namespace TasksWeb.Broker;

/// <summary>Validates where the events of a key are sent. No message quotes a secret.</summary>
internal static class WebhookValidation
{
    public static IEnumerable<string> ErrorsOf(string path, WebhookOptions webhook)
    {
        if (!webhook.IsSet)
        {
            if (!string.IsNullOrEmpty(webhook.Secret) || !string.IsNullOrEmpty(webhook.PreviousSecret)
                || webhook.AllowedNetworks.Count > 0)
                yield return $"{path}:Url is missing.";
            yield break;
        }
        if (!IsReceiver(webhook.Url!))
            yield return $"{path}:Url must be an absolute https address without user and fragment.";
        const string Form = "must be whsec_ and base64 of 24 to 64 bytes: echo \"whsec_$(openssl rand -base64 32)\"";
        if (WebhookOptions.KeyOf(webhook.Secret) is null)
            yield return $"{path}:Secret {Form}";
        if (!string.IsNullOrEmpty(webhook.PreviousSecret) && WebhookOptions.KeyOf(webhook.PreviousSecret) is null)
            yield return $"{path}:PreviousSecret {Form}";
        if (webhook.Timeout < TimeSpan.FromSeconds(1) || webhook.Timeout > TimeSpan.FromMinutes(1))
            yield return $"{path}:Timeout must be between 00:00:01 and 00:01:00.";
        for (var i = 0; i < webhook.AllowedNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(webhook.AllowedNetworks[i], out _))
                yield return $"{path}:AllowedNetworks:{i} must be a network such as 10.1.0.0/16.";
        }
    }

    private static bool IsReceiver(string address) =>
        AbsoluteUri.TryParse(address, out var uri) && uri.IsHttpsOrLocal() && uri.Fragment.Length == 0;
}
