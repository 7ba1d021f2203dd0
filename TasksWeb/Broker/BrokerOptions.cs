namespace TasksWeb.Broker;

/// <summary><c>Broker</c>: which other backends get tokens.</summary>
public sealed class BrokerOptions
{
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>How long audit entries are kept.</summary>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(365);

    public CallOptions Calls { get; set; } = new();
}

/// <summary><c>Broker:Calls</c>: calls through the vault, and the bounds of one.</summary>
public sealed class CallOptions
{
    /// <summary>Each call is written to the audit log before it goes out. Released tokens are always written.</summary>
    public bool Audit { get; set; } = true;

    /// <summary>The largest request body, in bytes.</summary>
    public int MaxRequestBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>The largest response, in bytes.</summary>
    public int MaxAnswerBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>How many calls of one key may be in progress.</summary>
    public int MaxConcurrency { get; set; } = 500;

    /// <summary>How long a call may last without a byte in either direction.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may take in total.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary><c>Broker:Keys:{n}</c>: one backend.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Identifies it in the audit log and separates its identifiers. A replaced key keeps its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits. Only the backend has the key itself.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>The connectors it may use.</summary>
    public IList<string> Connectors { get; } = [];

    public IdentifierSpace Identifiers { get; set; }

    /// <summary>What it receives: tokens, or only the responses of providers to its calls.</summary>
    public TokenRelease Release { get; set; }

    /// <summary>The HTTP methods of its calls; empty: GET and HEAD.</summary>
    public IList<string> Methods { get; } = [];

    /// <summary>The paths its calls may have, each with everything below it, after the connector's own; empty: all.</summary>
    public IList<string> PathPrefixes { get; } = [];

    /// <summary>Where people return to from a connect link, character by character.</summary>
    public IList<string> ReturnAddresses { get; } = [];

    /// <summary>When the key ends; null: when it is taken out.</summary>
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>SHA-256 of the former key while the backend changes over: both are accepted.</summary>
    public string? PreviousSha256 { get; set; }

    /// <summary>When the former key ends; null: when it is taken out.</summary>
    public DateTimeOffset? PreviousValidUntil { get; set; }

    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>It may have access tokens.</summary>
    internal bool MayHaveTokens => Release != TokenRelease.Call;

    /// <summary>It may call providers through this app.</summary>
    internal bool MayCall => Release != TokenRelease.Token;
}

/// <summary>What a backend gets.</summary>
public enum TokenRelease
{
    /// <summary>Access tokens.</summary>
    Token,

    /// <summary>Responses to its calls; no token leaves this app.</summary>
    Call,

    Both,
}

/// <summary>Whose tokens a key's identifiers stand for.</summary>
public enum IdentifierSpace
{
    /// <summary>The backend's own people; other keys cannot see them.</summary>
    Own,

    /// <summary>The people who sign in here, by their id (<c>GET /api/session</c>).</summary>
    Users,
}
