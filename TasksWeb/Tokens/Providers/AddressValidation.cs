using System.Text;
using TasksWeb.Foundation;

namespace TasksWeb.Tokens.Providers;

/// <summary>Validates configured addresses of other servers.</summary>
internal sealed class AddressValidation(bool plainHttpIsAllowed)
{
    /// <summary>What is wrong with the value of a key, if anything.</summary>
    public IEnumerable<string> ErrorsOf(string key, string? value, bool isRequired)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (isRequired)
                yield return $"{key} is missing.";
        }
        else if (!AbsoluteUri.TryParse(value, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.UserInfo.Length > 0)
        {
            yield return $"{key} must be an absolute https address.";
        }
        else if (!Ascii.IsValid(value))
        {
            // It is sent as a header.
            yield return $"{key} must be ASCII{InAscii(uri)}.";
        }
        else if (uri.Fragment.Length > 0)
        {
            // RFC 6749 §3.1, §3.2.
            yield return $"{key} must not have a fragment.";
        }
        else if (uri.Scheme != "https" && !plainHttpIsAllowed)
        {
            yield return $"{key} must be https outside Development.";
        }
    }

    private static string InAscii(Uri address)
    {
        try
        {
            return $": https://{address.IdnHost}{address.PathAndQuery}";
        }
        catch (UriFormatException)
        {
            // A host that no name of DNS can stand for.
            return "";
        }
    }
}
