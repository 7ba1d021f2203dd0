namespace TasksWeb.Sandbox.Faults;

/// <summary>
/// The names that stand for endpoints in a fault. A path that ends with a slash stands for everything below it.
/// </summary>
internal static class FaultEndpoints
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["authorize"] = "/o/oauth2/v2/",
        ["token"] = "/token",
        ["revoke"] = "/revoke",
        ["userinfo"] = "/v1/userinfo",
        ["certs"] = "/oauth2/v3/certs",
        ["tasks"] = "/tasks/",
        ["drive"] = "/drive/",
        ["calendar"] = "/calendar/",
        ["health"] = "/v4/",
        ["fitbit"] = "/fitbit/",
        ["fitbit_authorize"] = "/fitbit/oauth2/authorize",
        ["fitbit_token"] = "/fitbit/oauth2/token",
        ["fitbit_revoke"] = "/fitbit/oauth2/revoke",
        ["fitbit_heart"] = "/fitbit/1/",
        ["oidc"] = "/oidc/",
        ["oidc_authorize"] = "/oidc/authorize",
        ["oidc_token"] = "/oidc/token",
        ["oidc_revoke"] = "/oidc/revoke",
        ["oidc_userinfo"] = "/oidc/userinfo",
        ["oidc_certs"] = "/oidc/jwks",
    };

    private static readonly string[] TokenPaths = [.. PathsOf("token"), .. PathsOf("revoke")];

    public static IReadOnlyCollection<string> Names => Named.Keys;

    public static bool IsKnown(string endpoint) => Named.ContainsKey(endpoint) || endpoint.StartsWith('/');

    public static bool Matches(string endpoint, string path) => Named.TryGetValue(endpoint, out var known)
        ? known.EndsWith('/') ? path.StartsWith(known, StringComparison.Ordinal) : path == known
        : path.StartsWith(endpoint, StringComparison.Ordinal);

    /// <summary>A token or revocation endpoint, of whichever authority.</summary>
    public static bool IsTokenPath(string path) => TokenPaths.Contains(path, StringComparer.Ordinal);

    public static bool IsAuthorization(string path) =>
        Matches("authorize", path) || PathsOf("authorize").Contains(path, StringComparer.Ordinal);

    private static IEnumerable<string> PathsOf(string kind) =>
        Named.Where(entry => entry.Key == kind || entry.Key.EndsWith("_" + kind, StringComparison.Ordinal))
            .Select(entry => entry.Value);
}
