using System.Collections.Concurrent;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>One authorization code and what it stands for.</summary>
internal sealed class AuthorizationCode
{
    public required Grant Grant { get; init; }

    public required string RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required bool WithRefreshToken { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public string? Nonce { get; init; }

    /// <summary>When the person signed in; null: the ID token does not say.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    public CodeChallenge? Challenge { get; init; }

    public Lock Gate { get; } = new();

    public bool IsUsed { get; set; }

    /// <summary>What its exchange issued, to be revoked when it comes again (RFC 6749 §4.1.2).</summary>
    public AccessToken? Access { get; set; }

    public RefreshFamily? Family { get; set; }
}

/// <summary>The codes of the last minutes.</summary>
internal sealed class AuthorizationCodes(TimeProvider clock)
{
    private const int SweepAbove = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);

    public string Issue(
        AuthorizationRequest request, Grant grant, IReadOnlyList<string> scopes, bool withRefreshToken,
        DateTimeOffset? signedInAt)
    {
        if (_codes.Count > SweepAbove)
        {
            Sweep();
        }

        var code = Opaque.Code();
        _codes[code] = new AuthorizationCode
        {
            Grant = grant,
            RedirectUri = request.RedirectUri,
            Scopes = scopes,
            WithRefreshToken = withRefreshToken,
            ExpiresAt = clock.GetUtcNow() + Lifetime,
            Nonce = request.Nonce,
            SignedInAt = signedInAt,
            Challenge = request.Challenge,
        };
        return code;
    }

    public AuthorizationCode? Find(string code) =>
        _codes.TryGetValue(code, out var found) && clock.GetUtcNow() < found.ExpiresAt ? found : null;

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (code, entry) in _codes)
        {
            if (entry.ExpiresAt < now)
            {
                _codes.TryRemove(code, out _);
            }
        }
    }
}
