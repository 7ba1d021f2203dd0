namespace TasksWeb.Sandbox.Authorization;

/// <summary>The tokens that a token endpoint issues.</summary>
/// <param name="ExpiresAt">By the sandbox's clock.</param>
/// <param name="RefreshToken">Null where Google sends none.</param>
public sealed record IssuedTokens(
    string AccessToken, DateTimeOffset ExpiresAt, string? RefreshToken, IReadOnlyList<string> Scopes);

/// <summary>A valid or invalid access token. Looked up on every API call, so it holds its own state.</summary>
internal sealed class AccessToken(Grant grant, RefreshFamily? family, IReadOnlyList<string> scopes, DateTimeOffset expiresAt)
{
    private readonly int _generation = grant.Generation;
    private readonly long _expiresAt = expiresAt.UtcTicks;
    private volatile bool _revoked;
    private volatile bool _used;

    public Grant Grant => grant;

    public IReadOnlyList<string> Scopes => scopes;

    public bool ReadsTasks { get; } =
        scopes.Contains(Authorization.Scopes.Tasks, StringComparer.Ordinal)
        || scopes.Contains(Authorization.Scopes.TasksReadOnly, StringComparer.Ordinal);

    public bool WritesTasks { get; } = scopes.Contains(Authorization.Scopes.Tasks, StringComparer.Ordinal);

    /// <summary>Whether an API has accepted it; ends the repeat grace of the refresh that issued it.</summary>
    public bool IsUsed => _used;

    public bool Has(string scope) => scopes.Contains(scope, StringComparer.Ordinal);

    public bool IsExpired(long now) => now >= _expiresAt;

    public bool IsLive(long now) =>
        now < _expiresAt && !_revoked && _generation == grant.Generation && family is not { IsRevoked: true };

    /// <summary>It has expired, or was expired by the switch for that; it was not revoked.</summary>
    public bool HasOnlyExpired => !_revoked && family is not { IsRevoked: true };

    public void MarkUsed()
    {
        // Read first: a write would bounce the cache line between cores on the benchmark's hot path.
        if (!_used)
        {
            _used = true;
        }
    }

    public void Revoke() => _revoked = true;
}

/// <summary>All refresh tokens that descend from one consent. Guarded by <see cref="Grant.Gate"/>.</summary>
internal sealed class RefreshFamily(Grant grant, IReadOnlyList<string> scopes, DateTimeOffset issuedAt)
{
    private volatile bool _revoked;

    public Grant Grant => grant;

    public IReadOnlyList<string> Scopes => scopes;

    public DateTimeOffset IssuedAt { get; } = issuedAt;

    public DateTimeOffset LastUsed { get; set; } = issuedAt;

    public required string Current { get; set; }

    public string? Previous { get; set; }

    /// <summary>The answer that replaced <see cref="Previous"/>, kept for a repeat.</summary>
    public IssuedTokens? LastAnswer { get; set; }

    public AccessToken? LastAccess { get; set; }

    public bool IsRevoked => _revoked;

    public void Revoke() => _revoked = true;
}
