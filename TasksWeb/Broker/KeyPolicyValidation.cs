using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Broker;

/// <summary>Validates what a key may do.</summary>
internal static class KeyPolicyValidation
{
    /// <summary>No <c>TRACE</c>, which returns the request with its token (RFC 9110 §9.3.8), and no <c>CONNECT</c>.</summary>
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public static IEnumerable<string> ErrorsOf(string path, ApiKeyOptions key, ConnectorsOptions connectors)
    {
        if (!key.MayCall && (key.Methods.Count > 0 || key.PathPrefixes.Count > 0))
            yield return $"{path}:Release must be Call or Both for Methods and PathPrefixes to have a meaning.";
        for (var i = 0; i < key.Methods.Count; i++)
        {
            if (!Methods.Contains(key.Methods[i], StringComparer.Ordinal))
                yield return $"{path}:Methods:{i} must be one of: {string.Join(", ", Methods)}.";
        }
        for (var i = 0; i < key.PathPrefixes.Count; i++)
        {
            if (key.PathPrefixes[i].Length == 0 || !ConnectorValidation.IsRelativePath(key.PathPrefixes[i]))
                yield return $"{path}:PathPrefixes:{i} must be a path below the connector's CallPrefix, such as files.";
        }
        for (var i = 0; i < key.ReturnAddresses.Count; i++)
        {
            if (!IsReturnAddress(key.ReturnAddresses[i]))
                yield return $"{path}:ReturnAddresses:{i} must be an absolute https address without user, fragment or result=.";
        }
        for (var i = 0; key.MayCall && i < key.Connectors.Count; i++)
        {
            if (connectors.Connectors.TryGetValue(key.Connectors[i], out var connector)
                && string.IsNullOrWhiteSpace(connector.ApiBaseAddress))
                yield return $"{path}:Connectors:{i} names '{key.Connectors[i]}', which needs an ApiBaseAddress to be called.";
        }
    }

    public static IEnumerable<string> ErrorsOf(CallOptions calls)
    {
        if (calls.MaxRequestBytes < 1024)
            yield return "Broker:Calls:MaxRequestBytes must be at least 1024.";
        if (calls.MaxAnswerBytes < 1024)
            yield return "Broker:Calls:MaxAnswerBytes must be at least 1024.";
        if (calls.MaxConcurrency < 1)
            yield return "Broker:Calls:MaxConcurrency must be at least 1.";
        if (calls.IdleTimeout < TimeSpan.FromMilliseconds(100) || calls.IdleTimeout > TimeSpan.FromMinutes(10))
            yield return "Broker:Calls:IdleTimeout must be between 00:00:00.1 and 00:10:00.";
        if (calls.TimeLimit < calls.IdleTimeout || calls.TimeLimit > TimeSpan.FromDays(1))
            yield return "Broker:Calls:TimeLimit must be between Broker:Calls:IdleTimeout and 1.00:00:00.";
    }

    private static bool IsReturnAddress(string address) =>
        AbsoluteUri.TryParse(address, out var uri) && uri.IsHttpsOrLocal() && uri.Fragment.Length == 0
        && address.All(static letter => char.IsAscii(letter) && !char.IsControl(letter))
        && !Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query).ContainsKey("result");
}
