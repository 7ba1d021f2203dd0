using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Revocation;

/// <summary>
/// A token that was deleted here and has still to be revoked at the provider, as stored. Nothing in it names the person: whose it
/// was is in the ciphertext.
/// </summary>
public sealed record PendingRevocation
{
    /// <summary>A digest of the grant's key and generation: the same grant is queued once.</summary>
    public required string Id { get; init; }
    public required string Connector { get; init; }

    /// <summary>Ciphertext of <see cref="RevokedToken"/>.</summary>
    public required string Token { get; init; }
    public DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Failed attempts.</summary>
    public int Failures { get; init; }
}

/// <summary>The encrypted part of a revocation.</summary>
/// <param name="Generation">The grant's, when the token was its own.</param>
/// <param name="Subject">Of the account at the provider; null: not known.</param>
internal sealed record RevokedToken(
    string User, long Generation, string Value, string? Account = null, string? Subject = null)
{
    /// <summary>The parts of the grant that identify grants it shares tokens with.</summary>
    public Grant GrantOf(string connector) => new()
    {
        Connector = connector,
        User = User,
        Account = Account,
        Generation = Generation,
        Holder = Subject is null ? null : new ProviderAccount(Subject),
    };

    /// <summary>Hides the value from logs and debuggers.</summary>
    public override string ToString() => nameof(RevokedToken);
}

/// <summary>The revocations that have not reached their providers yet.</summary>
public sealed class RevocationRepository(IDocumentStore store, Cipher cipher)
    : SealedRepository<PendingRevocation>(store, "revocations")
{
    private const string Pending = "pending";

    public override string Name => "revocations";

    protected override string IdOf(PendingRevocation value) => value.Id;

    protected override DateTimeOffset? DueOf(PendingRevocation value) => value.DueAt;

    protected override string GroupOf(PendingRevocation value) => Pending;

    /// <summary>How many revocations are pending.</summary>
    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => CountAsync(Pending, cancellationToken);

    protected override PendingRevocation Rewrap(PendingRevocation value) =>
        value with { Token = cipher.Rewrap(value.Token, PlaceOf(value.Connector, value.Id)) };

    internal PendingRevocation Seal(Grant grant, string token, DateTimeOffset now)
    {
        var id = IdOf(grant);
        return new()
        {
            Id = id,
            Connector = grant.Connector,
            Token = cipher.Encrypt(
                JsonSerializer.Serialize(
                    new RevokedToken(grant.User, grant.Generation, token, grant.Account, grant.Holder?.Subject),
                    StoredJson.Options),
                PlaceOf(grant.Connector, id)),
            QueuedAt = now.ToStored(),
            DueAt = now.ToStored(),
        };
    }

    /// <exception cref="DecryptionException">It does not open.</exception>
    internal RevokedToken Open(PendingRevocation revocation) => JsonSerializer.Deserialize<RevokedToken>(
        cipher.Decrypt(revocation.Token, PlaceOf(revocation.Connector, revocation.Id)), StoredJson.Options)!;

    private static string IdOf(Grant grant) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{grant.Key().Id}/{grant.Generation}")));

    private static CipherPlace PlaceOf(string connector, string id) => new(connector, id, 0, "revocation");
}
