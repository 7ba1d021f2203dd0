namespace TasksWeb.Tokens.Grants;

/// <summary>Whose tokens, and for what: the key of a grant.</summary>
/// <param name="User">The person who has connected it.</param>
/// <param name="Account">
/// Which of the person's accounts at the provider (<see cref="ProviderAccount.IdOf"/>); null: the first one.
/// </param>
public readonly record struct GrantKey(string Connector, string User, string? Account = null)
{
    /// <summary>
    /// The id of the stored document. A connector's name has neither slash nor tilde, and an account no slash, so the first slash
    /// ends them.
    /// </summary>
    public string Id => Account is null ? $"{Connector}/{User}" : $"{Connector}~{Account}/{User}";
}

/// <summary>Active grants have tokens; dead ones are tombstones with time and reason.</summary>
public enum GrantStatus
{
    Active,
    Dead,
}

/// <summary>
/// One user's tokens for one connector, as stored: <see cref="AccessToken"/> and <see cref="RefreshToken"/> hold ciphertext.
/// The generation grows with every save of tokens and fences late writers; lease and journal are saved without touching it.
/// </summary>
public sealed record Grant
{
    /// <summary>The first account while its subject is not known. No account has this id: base64url is never so long.</summary>
    public const string FirstAccount = "first";

    public required string Connector { get; init; }
    public required string User { get; init; }

    /// <inheritdoc cref="GrantKey"/>
    public string? Account { get; init; }

    /// <summary>Whose account it is at the provider; null: the provider has not said.</summary>
    public ProviderAccount? Holder { get; init; }
    public required long Generation { get; init; }
    public GrantStatus Status { get; init; }
    public string? AccessToken { get; init; }
    public string? RefreshToken { get; init; }
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the access token ends; null: the provider did not say, so it is used until it is refused.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The provider's <c>token_type</c>; null: a bearer token.</summary>
    public string? TokenType { get; init; }

    /// <summary>
    /// When somebody last asked for a token, to a fraction of <see cref="TokenOptions.ActiveWithin"/>; null: not since it was
    /// issued.
    /// </summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>When the person gave the consent that the refresh token stems from; null without a refresh token.</summary>
    public DateTimeOffset? ConsentedAt { get; init; }

    /// <summary>When the refresh token ends, if the provider said so.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; init; }

    /// <summary>What the provider granted; compare with <see cref="RequestedScopes"/>.</summary>
    public string[] Scopes { get; init; } = [];
    public string[] RequestedScopes { get; init; } = [];

    /// <summary>A connect link asked for some of the connector's scopes: more are not missing. Null: it did not.</summary>
    public bool? IsNarrowed { get; init; }

    /// <summary>A keyed digest of the authorization code that a backend sent and this grant stems from.</summary>
    public string? CodeDigest { get; init; }

    /// <summary>The digest (<see cref="GrantRepository.DigestOf"/>) of the refresh token that it was imported with.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>What backends keep with the connection, by the name of their key: several may use the same grant.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? KeyTags { get; init; }

    /// <summary>It ends soon if nothing is done (<see cref="GrantSchedule.MarkEnding"/>); null: not as far as is known.</summary>
    public bool? IsEnding { get; init; }

    /// <summary>What backends are told of it; null: none asked to be.</summary>
    public GrantEvents? Events { get; init; }
    public Lease? Lease { get; init; }
    public Journal? Journal { get; init; }

    /// <summary>Exchanges in a row that brought no tokens.</summary>
    public int Failures { get; init; }

    /// <summary>The provider refuses renewals for an unclear reason; null: it does not.</summary>
    public Suspicion? Suspicion { get; init; }

    /// <summary>No exchange is tried before this time.</summary>
    public DateTimeOffset? RetryAt { get; init; }
    public DateTimeOffset? DiedAt { get; init; }

    /// <summary>Why it died: one of <see cref="DeathReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>What calls need of it; null: everything that the connector's calls need.</summary>
    public string[]? NeededScopes() => IsNarrowed == true ? RequestedScopes : null;

    /// <summary>What one backend keeps with the connection; null: nothing.</summary>
    /// <param name="key">The name of its key.</param>
    public IReadOnlyDictionary<string, string>? TagsOf(string key) => KeyTags?.GetValueOrDefault(key);

    /// <summary>With what one backend keeps in the place of what it kept before.</summary>
    /// <param name="tags">Null: that stays.</param>
    public Grant WithTags(BackendTags? tags)
    {
        if (tags is null)
            return this;
        var all = KeyTags?.ToDictionary(StringComparer.Ordinal) ?? new(StringComparer.Ordinal);
        all[tags.Key] = tags.Values;
        return this with { KeyTags = all };
    }

    public GrantKey Key() => new(Connector, User, Account);

    /// <summary>What callers choose this account by, among several of one connector.</summary>
    public string AccountId() => Account ?? (Holder is { } holder ? ProviderAccount.IdOf(holder.Subject) : FirstAccount);

    /// <summary>
    /// Another grant of the same person that belongs to the same account at the provider. Where it has not said whose account one
    /// is, both are taken to be the first.
    /// </summary>
    public bool SharesAccountWith(Grant other) => Holder is { } one && other.Holder is { } two
        ? one.Subject == two.Subject
        : Account == other.Account;

    /// <summary>It can be renewed, as far as is known. Otherwise a new consent is needed.</summary>
    public bool IsRenewable() => Status == GrantStatus.Active && RefreshToken is not null && Suspicion is null;

    /// <summary>It has been refused again: people are asked to reconnect, while the tokens are kept.</summary>
    public bool IsSuspect() => Suspicion is { Refusals: >= 2 };

    /// <summary>The person ended it; nothing failed.</summary>
    public bool WasDisconnected() => Reason is DeathReason.Disconnected or DeathReason.DisconnectedHere;
}

/// <summary>What a backend keeps with a connection.</summary>
/// <param name="Key">The name of its key.</param>
public sealed record BackendTags(string Key, IReadOnlyDictionary<string, string> Values);

/// <summary>Refusals of a grant for an unclear reason.</summary>
/// <param name="Refusals">In a row.</param>
/// <param name="Since">When the first one came.</param>
public sealed record Suspicion(int Refusals, DateTimeOffset Since);

/// <summary>The right to exchange a grant's refresh token until a time; taken by compare-and-swap.</summary>
public sealed record Lease(string Holder, DateTimeOffset Until);

/// <summary>Written before an exchange: what a holder that died in the middle had begun.</summary>
/// <param name="RefreshTokenDigest">SHA-256 of the refresh token that was sent, base64url; never the token.</param>
/// <param name="StartedAt">When the newest attempt began.</param>
/// <param name="Attempts">Attempts with this token whose outcome is not known, this one included.</param>
public sealed record Journal(string RefreshTokenDigest, DateTimeOffset StartedAt, int Attempts);

/// <summary>Why a grant ended; stable values.</summary>
public static class DeathReason
{
    /// <summary>The provider answered <c>invalid_grant</c>: withdrawn, expired or unused for too long.</summary>
    public const string InvalidGrant = "invalid_grant";

    /// <summary>The provider refuses to renew it for an unclear reason. Its tokens are kept for a while.</summary>
    public const string Refused = "refused";

    /// <summary>The response of an earlier exchange was lost, and the provider does not repeat it.</summary>
    public const string RotationLost = "rotation_lost";

    /// <summary>The provider has shut the service down (410).</summary>
    public const string ProviderGone = "provider_gone";

    /// <summary>The access token ended and the provider never gave a refresh token.</summary>
    public const string NoRefreshToken = "no_refresh_token";

    /// <summary>The person disconnected it.</summary>
    public const string Disconnected = "disconnected";

    /// <summary>The person disconnected it, but the provider cannot be told: they have to revoke it there.</summary>
    public const string DisconnectedHere = "disconnected_here";

    /// <summary>No configured key decrypts the tokens. The stored grant stays as it is.</summary>
    public const string DecryptionFailed = "decryption_failed";
}
