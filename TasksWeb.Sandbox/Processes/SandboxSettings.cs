using TasksWeb.Sandbox.Authorization;

namespace TasksWeb.Sandbox.Processes;

/// <summary>The app's settings that replace the providers with a sandbox.</summary>
public static class SandboxSettings
{
    /// <param name="sandbox">A started sandbox.</param>
    /// <param name="dataFolder">Where the app keeps its SQLite file and development key.</param>
    /// <param name="client">The client the app is at Google; null: the sandbox's first.</param>
    public static IReadOnlyDictionary<string, string?> For(SandboxServer sandbox, string dataFolder, SandboxClient? client = null)
    {
        client ??= sandbox.Client;
        var origin = sandbox.Address.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string?>(Endpoints(origin), StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Storage:Provider"] = "Sqlite",
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(dataFolder, "tasksweb.db")}",
            ["Providers:google:ClientId"] = client.ClientId,
            ["Providers:google:ClientSecret"] = client.ClientSecret,
            ["Providers:google:Issuer"] = sandbox.Issuer,
            ["Providers:google:PictureOrigins:0"] = origin,
            ["Providers:fitbit:ClientId"] = sandbox.Fitbit.Client.ClientId,
            ["Providers:fitbit:ClientSecret"] = sandbox.Fitbit.Client.ClientSecret,
        };
    }

    /// <summary>The endpoints and API addresses alone, as they are reached through this origin.</summary>
    public static IReadOnlyDictionary<string, string?> Endpoints(string origin) => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Providers:google:AuthorizationEndpoint"] = origin + "/o/oauth2/v2/auth",
        ["Providers:google:TokenEndpoint"] = origin + "/token",
        ["Providers:google:RevocationEndpoint"] = origin + "/revoke",
        ["Providers:google:UserInformationEndpoint"] = origin + "/v1/userinfo",
        ["Providers:google:JwksEndpoint"] = origin + "/oauth2/v3/certs",
        ["Connectors:google_tasks:ApiBaseAddress"] = origin + "/",
        ["Connectors:google_drive:ApiBaseAddress"] = origin + "/",
        ["Connectors:google_calendar:ApiBaseAddress"] = origin + "/",
        ["Connectors:google_health:ApiBaseAddress"] = origin + "/",
        ["Providers:fitbit:AuthorizationEndpoint"] = origin + "/fitbit/oauth2/authorize",
        ["Providers:fitbit:TokenEndpoint"] = origin + "/fitbit/oauth2/token",
        ["Providers:fitbit:RevocationEndpoint"] = origin + "/fitbit/oauth2/revoke",
        ["Connectors:fitbit:ApiBaseAddress"] = origin + "/fitbit/",
    };

    /// <summary>
    /// A provider and a connector, <c>oidc</c>, that exist in configuration only: the sandbox's OpenID provider, whose userinfo is the API.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> OpenIdConnector(SandboxServer sandbox)
    {
        var origin = sandbox.Address.GetLeftPart(UriPartial.Authority);
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Providers:oidc:ClientId"] = sandbox.OpenId.Client.ClientId,
            ["Providers:oidc:ClientSecret"] = sandbox.OpenId.Client.ClientSecret,
            ["Providers:oidc:AuthorizationEndpoint"] = origin + "/oidc/authorize",
            ["Providers:oidc:TokenEndpoint"] = origin + "/oidc/token",
            ["Providers:oidc:RevocationEndpoint"] = origin + "/oidc/revoke",
            ["Providers:oidc:ClientAuthentication"] = "Basic",
            ["Connectors:oidc:Provider"] = "oidc",
            ["Connectors:oidc:Scopes:0"] = "offline_access",
            ["Connectors:oidc:Scopes:1"] = "notes:read",
            ["Connectors:oidc:ApiBaseAddress"] = origin + "/oidc/",
        };
    }
}
