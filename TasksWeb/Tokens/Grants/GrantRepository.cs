using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Storage;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Tokens.Grants;

/// <summary>The grants in the store. Tokens are sealed for the place and generation they are saved at.</summary>
public sealed class GrantRepository(IDocumentStore store, Cipher cipher, GrantSchedule schedule)
    : SealedRepository<Grant>(store, "grants")
{
    private const int RenewalsNeeded = 3;
    private const int RenewalsRead = 500;

    public override string Name => "grants";

    protected override string IdOf(Grant value) => value.Key().Id;

    protected override string OwnerOf(Grant value) => value.User;

    protected override DateTimeOffset? DueOf(Grant value) => schedule.DueOf(value);

    protected override string GroupOf(Grant value) => GroupOf(value.Connector, value.Status);

    /// <summary>How many grants of a connector have this status.</summary>
    public ValueTask<long> CountAsync(string connector, GrantStatus status, CancellationToken cancellationToken) =>
        CountAsync(GroupOf(connector, status), cancellationToken);

    /// <summary>The first grants whose ids (<see cref="GrantKey.Id"/>) come after an id, in their order.</summary>
    public IAsyncEnumerable<Stored<Grant>> ListAsync(string after, int limit, CancellationToken cancellationToken) =>
        PageAsync(after, limit, cancellationToken);

    /// <summary>
    /// Whether other grants of the connector were renewed since a time: three of them, or all where there are fewer. Of very many
    /// a part is read, the ones after this grant.
    /// </summary>
    public async Task<bool> WereOthersRenewedAsync(Grant grant, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (group, own) = (GroupOf(grant.Connector, GrantStatus.Active), grant.Key().Id);
        var needed = Math.Min(RenewalsNeeded, await CountAsync(group, cancellationToken) - 1);
        if (needed <= 0)
            return false;
        var renewed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in (string[])[own, ""])
        {
            await foreach (var other in GroupPageAsync(group, start, RenewalsRead, cancellationToken))
            {
                if (other.Value.IssuedAt > since && !GrantLifetime.CameWithConsent(other.Value) && other.Value.Key().Id != own)
                    renewed.Add(other.Value.Key().Id);
            }
            if (renewed.Count >= needed)
                return true;
        }
        return false;
    }

    private static string GroupOf(string connector, GrantStatus status) =>
        $"{connector}|{(status == GrantStatus.Dead ? "dead" : "active")}";

    protected override Grant Rewrap(Grant value) => value with
    {
        AccessToken = value.AccessToken is { } access ? cipher.Rewrap(access, PlaceOf(value, "accessToken")) : null,
        RefreshToken = value.RefreshToken is { } refresh ? cipher.Rewrap(refresh, PlaceOf(value, "refreshToken")) : null,
    };

    /// <summary>The access token in clear.</summary>
    /// <exception cref="DecryptionException">It does not open.</exception>
    public string OpenAccessToken(Grant grant) => cipher.Decrypt(grant.AccessToken!, PlaceOf(grant, "accessToken"));

    /// <summary>The refresh token in clear; null when the provider never gave one.</summary>
    /// <exception cref="DecryptionException">It does not open.</exception>
    public string? OpenRefreshToken(Grant grant) =>
        grant.RefreshToken is null ? null : cipher.Decrypt(grant.RefreshToken, PlaceOf(grant, "refreshToken"));

    /// <summary>False when it holds tokens that no configured key opens.</summary>
    public bool Opens(Grant grant)
    {
        try
        {
            if (grant.AccessToken is not null)
                _ = (OpenAccessToken(grant), OpenRefreshToken(grant));
            return true;
        }
        catch (DecryptionException)
        {
            return false;
        }
    }

    /// <summary>The grant with these tokens, sealed for its generation.</summary>
    public Grant Encrypt(Grant grant, string accessToken, string? refreshToken) => grant with
    {
        AccessToken = cipher.Encrypt(accessToken, PlaceOf(grant, "accessToken")),
        RefreshToken = refreshToken is null ? null : cipher.Encrypt(refreshToken, PlaceOf(grant, "refreshToken")),
    };

    /// <summary>What the journal keeps of a refresh token.</summary>
    public static string DigestOf(string refreshToken) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(refreshToken)));

    private static CipherPlace PlaceOf(Grant grant, string field) =>
        new(grant.Connector, grant.User, grant.Generation, field, grant.Account);
}
