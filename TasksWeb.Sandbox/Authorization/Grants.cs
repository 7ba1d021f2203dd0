using System.Collections.Concurrent;
using TasksWeb.Sandbox.Accounts;
using TasksWeb.Sandbox.Traffic;

namespace TasksWeb.Sandbox.Authorization;

/// <summary>All grants, and all tokens issued for them.</summary>
public sealed class Grants
{
    private const int SweepEvery = 1 << 15;

    private readonly ConcurrentDictionary<(string Subject, string ClientId), Grant> _grants = new();
    private readonly ConcurrentDictionary<string, AccessToken> _access = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AccessToken>.AlternateLookup<ReadOnlySpan<char>> _accessBySpan;
    private readonly ConcurrentDictionary<string, RefreshFamily> _refresh = new(StringComparer.Ordinal);
    private readonly SandboxOptions _options;
    private readonly TimeProvider _clock;
    private readonly ScopeBook _scopes;
    private int _issued;

    internal Grants(SandboxOptions options, ScopeBook scopes)
    {
        (_options, _scopes) = (options, scopes);
        _clock = options.TimeProvider;
        _accessBySpan = _access.GetAlternateLookup<ReadOnlySpan<char>>();
        AccessTokenLifetime = options.AccessTokenLifetime;
        RotateRefreshTokens = options.RotateRefreshTokens;
        RepeatGrace = options.RepeatGrace;
    }

    /// <summary>Of the access tokens issued from now on.</summary>
    public TimeSpan AccessTokenLifetime { get; set; }

    /// <inheritdoc cref="SandboxOptions.RotateRefreshTokens"/>
    public bool RotateRefreshTokens { get; set; }

    /// <inheritdoc cref="SandboxOptions.RepeatGrace"/>
    public bool RepeatGrace { get; set; }

    /// <summary>Every grant, revoked ones included.</summary>
    public IReadOnlyCollection<Grant> All => [.. _grants.Values];

    /// <summary>
    /// Issues tokens as if the person had consented, without walking the pages. <c>email</c> and <c>profile</c> may be short.
    /// </summary>
    /// <param name="accessToken">The value of the access token; null: a random one.</param>
    /// <param name="refreshToken">The value of the refresh token; null: a random one.</param>
    public IssuedTokens Issue(
        Account account, SandboxClient client, IEnumerable<string> scopes, bool offline = true,
        string? accessToken = null, string? refreshToken = null)
    {
        string[] normalized = [.. scopes.Select(_scopes.Normalize)];
        var grant = For(account, client);
        grant.Allow(normalized, offline);
        return Issue(grant, normalized, offline, accessToken, refreshToken).Tokens;
    }

    /// <summary>The grant of this person to this client; null before the first consent.</summary>
    public Grant? Find(Account account, SandboxClient client) => _grants.GetValueOrDefault((account.Subject, client.ClientId));

    /// <summary>Whether an API would accept this access token now.</summary>
    public bool IsLive(string accessToken) => FindLive(accessToken) is not null;

    /// <summary>All access tokens of this person stop working without notice; refresh tokens stay.</summary>
    public void ExpireAccessTokens(Account account)
    {
        foreach (var grant in Of(account))
        {
            grant.ExpireAccessTokens();
        }
    }

    /// <summary>This person withdraws consent from every client, as at myaccount.google.com.</summary>
    public void Revoke(Account account)
    {
        foreach (var grant in Of(account))
        {
            grant.Revoke();
        }
    }

    internal Grant For(Account account, SandboxClient client) =>
        _grants.GetOrAdd(
            (account.Subject, client.ClientId), static (_, made) => new Grant(made.account, made.client), (account, client));

    /// <summary>Live or not.</summary>
    internal AccessToken? FindAny(ReadOnlySpan<char> accessToken) =>
        _accessBySpan.TryGetValue(accessToken, out var token) ? token : null;

    internal AccessToken? FindLive(ReadOnlySpan<char> accessToken) =>
        _accessBySpan.TryGetValue(accessToken, out var token) && token.IsLive(_clock.GetUtcNow().UtcTicks) ? token : null;

    internal (IssuedTokens Tokens, AccessToken Access, RefreshFamily? Family) Issue(
        Grant grant, IReadOnlyList<string> scopes, bool withRefreshToken, string? accessToken = null, string? refreshToken = null)
    {
        lock (grant.Gate)
        {
            RefreshFamily? family = null;
            if (withRefreshToken)
            {
                family = new RefreshFamily(grant, scopes, _clock.GetUtcNow()) { Current = refreshToken ?? Opaque.RefreshToken() };
                _refresh[family.Current] = family;
                grant.Adopt(family, _options.RefreshTokensPerGrant);
            }

            var (tokens, access) = IssueAccess(grant, family, scopes, accessToken);
            return (tokens with { RefreshToken = family?.Current }, access, family);
        }
    }

    /// <summary>
    /// One refresh exchange (RFC 6749 §6). <paramref name="narrowed"/> asks for fewer scopes; null for the same ones.
    /// </summary>
    internal (RefreshOutcome Outcome, IssuedTokens? Tokens, Grant? Grant) Refresh(
        SandboxClient client, string refreshToken, IReadOnlyList<string>? narrowed)
    {
        if (!_refresh.TryGetValue(refreshToken, out var family) || family.Grant.Client.ClientId != client.ClientId)
        {
            return (RefreshOutcome.Unknown, null, null);
        }

        var grant = family.Grant;
        lock (grant.Gate)
        {
            if (family.IsRevoked)
            {
                return (RefreshOutcome.Revoked, null, grant);
            }

            if (refreshToken != family.Current)
            {
                return RepeatOrReuse(family, refreshToken);
            }

            var now = _clock.GetUtcNow();
            if (now - family.LastUsed > _options.RefreshTokenInactivity || now - family.IssuedAt > _options.RefreshTokenLifetime)
            {
                family.Revoke();
                return (RefreshOutcome.Revoked, null, grant);
            }

            if (narrowed is not null && narrowed.Except(family.Scopes, StringComparer.Ordinal).Any())
            {
                return (RefreshOutcome.ScopeRefused, null, grant);
            }

            family.LastUsed = now;
            var (tokens, access) = IssueAccess(grant, family, narrowed ?? family.Scopes);
            if (RotateRefreshTokens)
            {
                family.Previous = refreshToken;
                family.Current = Opaque.RefreshToken();
                _refresh[family.Current] = family;
                tokens = tokens with { RefreshToken = family.Current };
                (family.LastAnswer, family.LastAccess) = (tokens, access);
            }

            return (RefreshOutcome.Issued, tokens, grant);
        }
    }

    /// <summary>Revokes by any token. False when it is unknown or already dead.</summary>
    internal bool RevokeByToken(string token)
    {
        var grant = FindLive(token)?.Grant
            ?? (_refresh.TryGetValue(token, out var family) && !family.IsRevoked ? family.Grant : null);
        if (grant is null)
        {
            return false;
        }

        foreach (var other in Of(grant.Account).Where(other => other.Client.Project == grant.Client.Project))
        {
            other.Revoke();
        }

        return true;
    }

    private (RefreshOutcome Outcome, IssuedTokens? Tokens, Grant? Grant) RepeatOrReuse(RefreshFamily family, string refreshToken)
    {
        if (RepeatGrace && refreshToken == family.Previous && family.LastAccess is { IsUsed: false })
        {
            return (RefreshOutcome.Repeated, family.LastAnswer, family.Grant);
        }

        family.Revoke();
        return (RefreshOutcome.Reused, null, family.Grant);
    }

    private (IssuedTokens Tokens, AccessToken Access) IssueAccess(
        Grant grant, RefreshFamily? family, IReadOnlyList<string> scopes, string? value = null)
    {
        value ??= Opaque.AccessToken();
        var expiresAt = _clock.GetUtcNow() + AccessTokenLifetime;
        var access = new AccessToken(grant, family, scopes, expiresAt);
        _access[value] = access;
        if (Interlocked.Increment(ref _issued) % SweepEvery == 0)
        {
            Sweep();
        }

        return (new IssuedTokens(value, expiresAt, RefreshToken: null, scopes), access);
    }

    private void Sweep()
    {
        var now = _clock.GetUtcNow().UtcTicks;
        foreach (var (value, token) in _access)
        {
            if (token.IsExpired(now))
            {
                _access.TryRemove(value, out _);
            }
        }
    }

    private IEnumerable<Grant> Of(Account account) => _grants.Values.Where(grant => grant.Account == account);
}
