namespace TasksWeb.Sandbox.Processes;

/// <summary>The app's configuration keys that put a sandbox in Google's place.</summary>
public static class SandboxSettings
{
    /// <param name="sandbox">A started sandbox.</param>
    /// <param name="dataFolder">Where the app keeps its SQLite file and development key.</param>
    /// <param name="client">The client the app is; null: the sandbox's first.</param>
    public static IReadOnlyDictionary<string, string?> For(SandboxServer sandbox, string dataFolder, Authorization.SandboxClient? client = null)
    {
        client ??= sandbox.Client;
        var origin = sandbox.Address.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Storage:Provider"] = "Sqlite",
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(dataFolder, "tasksweb.db")}",
            ["Providers:google:ClientId"] = client.ClientId,
            ["Providers:google:ClientSecret"] = client.ClientSecret,
            ["Providers:google:Issuer"] = sandbox.Issuer,
            ["Providers:google:AuthorizationEndpoint"] = origin + "/o/oauth2/v2/auth",
            ["Providers:google:TokenEndpoint"] = origin + "/token",
            ["Providers:google:RevocationEndpoint"] = origin + "/revoke",
            ["Providers:google:UserInformationEndpoint"] = origin + "/v1/userinfo",
            ["Providers:google:JwksEndpoint"] = origin + "/oauth2/v3/certs",
            ["Providers:google:PictureOrigins:0"] = origin,
            ["Connectors:google_tasks:ApiBaseAddress"] = origin + "/",
        };
    }
}
