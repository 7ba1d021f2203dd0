namespace TasksWeb.Broker;

/// <summary><c>Broker</c>: which other backends get tokens.</summary>
public sealed class BrokerOptions
{
    public IList<ApiKeyOptions> Keys { get; } = [];

    /// <summary>How long audit entries are kept.</summary>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(365);
}

/// <summary><c>Broker:Keys:{n}</c>: one backend.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Names it in the audit log and separates its identifiers. A key that is replaced keeps its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hex digits. Only the backend has the key itself.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>The connectors it may use.</summary>
    public IList<string> Connectors { get; } = [];

    public IdentifierSpace Identifiers { get; set; }
}

/// <summary>Whose tokens a key's identifiers stand for.</summary>
public enum IdentifierSpace
{
    /// <summary>The backend's own people; other keys cannot see them.</summary>
    Own,

    /// <summary>The people who sign in here, by their id (<c>GET /api/session</c>).</summary>
    Users,
}
