using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using TasksWeb.Storage.Encryption;

namespace TasksWeb.Tokens.Grants;

/// <summary>The tokens of a grant, encrypted for their place.</summary>
public sealed partial class GrantRepository
{
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

    /// <summary>The grant with these tokens, encrypted for its generation.</summary>
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
