using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>One registered OAuth client.</summary>
public sealed class SandboxClient(string clientId, string clientSecret)
{
    private readonly ConcurrentDictionary<string, bool> _redirectUris = new(StringComparer.Ordinal);

    public string ClientId { get; } = clientId;

    /// <summary>Replaced when the operator of a client has a new one made.</summary>
    public string ClientSecret { get; set; } = clientSecret;

    /// <summary>Without a secret: PKCE alone shows who asks (RFC 6749 §2.1).</summary>
    public bool IsPublic { get; set; }

    /// <summary>Shown on the consent page.</summary>
    public string Name { get; init; } = "TasksWeb";

    /// <summary>Revoking a token of one client revokes that person's tokens of all clients of the project.</summary>
    public string Project { get; init; } = "tasksweb";

    /// <summary>The app's connectors that come through this client.</summary>
    public IReadOnlyList<string> Connectors { get; init; } = ["google_tasks", "google_drive", "google_calendar", "google_health"];

    /// <summary>Registers one more redirect URI; takes effect at once.</summary>
    public SandboxClient Allow(string redirectUri)
    {
        _redirectUris[redirectUri] = true;
        return this;
    }

    /// <summary>Registers the callbacks of a TasksWeb at this address.</summary>
    public SandboxClient AllowApp(Uri appAddress)
    {
        var origin = appAddress.GetLeftPart(UriPartial.Authority);
        Allow(origin + "/auth/google/callback");
        foreach (var connector in Connectors)
        {
            Allow($"{origin}/connections/{connector}/callback");
        }

        return this;
    }

    internal bool Allows(string redirectUri) => _redirectUris.ContainsKey(redirectUri);

    internal bool HasSecret(string secret) => IsPublic
        ? secret.Length == 0
        : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(ClientSecret));

    /// <summary>The client that <see cref="Processes.SandboxSettings"/> gives to the app.</summary>
    public static SandboxClient CreateDefault() =>
        new("000000000000-tasksweb.apps.sandbox.example", "sandbox-secret-not-a-real-one");

    internal static SandboxClient ForFitbit() =>
        new("2SANDB", "sandbox-fitbit-secret-not-a-real-one") { Project = "fitbit", Connectors = ["fitbit"] };

    /// <summary>Its secret has what must be encoded in a Basic header (RFC 6749 §2.3.1).</summary>
    internal static SandboxClient ForOpenId() => new("tasksweb at oidc", "sandbox:oidc/secret+not a real one%")
    {
        Project = "oidc",
        Connectors = ["oidc"],
    };
}
