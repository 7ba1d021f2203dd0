using System.Net;

namespace TasksWeb.Broker;

/// <summary>Checks where the events of a key go. No message repeats a secret.</summary>
internal static class WebhookValidation
{
    public static IEnumerable<string> ErrorsOf(string path, WebhookOptions webhook)
    {
        if (!webhook.IsSet)
        {
            if (!string.IsNullOrEmpty(webhook.Secret) || webhook.AllowedNetworks.Count > 0)
                yield return $"{path}:Url is missing.";
            yield break;
        }
        if (!IsReceiver(webhook.Url!))
            yield return $"{path}:Url must be an absolute https address without user and fragment.";
        if (webhook.Key() is null)
            yield return $"{path}:Secret must be whsec_ and base64 of 24 to 64 bytes: echo \"whsec_$(openssl rand -base64 32)\"";
        for (var i = 0; i < webhook.AllowedNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(webhook.AllowedNetworks[i], out _))
                yield return $"{path}:AllowedNetworks:{i} must be a network such as 10.1.0.0/16.";
        }
    }

    /// <summary>Plain http reaches only programs on the same machine.</summary>
    private static bool IsReceiver(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0;
}
