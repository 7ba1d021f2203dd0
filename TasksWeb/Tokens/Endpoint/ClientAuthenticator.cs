using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Foundation;
using TasksWeb.Storage;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tokens.Endpoint;

/// <summary>Creates requests that authenticate this client (RFC 6749 §2.3, RFC 7523 §2.2).</summary>
public sealed class ClientAuthenticator(ClientKeys keys, TimeProvider clock)
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(1);
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>
    /// The secrets to try, one after the other while the provider refuses the client: during a rotation it may know only one. A
    /// single null where the client has none.
    /// </summary>
    internal static IEnumerable<string?> SecretsOf(ProviderOptions provider) =>
        string.IsNullOrEmpty(provider.PreviousClientSecret)
            ? [provider.ClientSecret]
            : [provider.ClientSecret, provider.PreviousClientSecret];

    /// <param name="form">Gets the fields that name the client.</param>
    /// <param name="secret">The one to use, where the client has a secret.</param>
    /// <exception cref="StorageUnavailableException">The key had to be read and the store does not answer.</exception>
    internal async ValueTask<HttpRequestMessage> RequestAsync(
        ProviderOptions provider, string address, Dictionary<string, string> form, string? secret,
        CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (provider.ClientAuthentication == ClientAuthentication.Basic)
        {
            // RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
            var pair = $"{WebUtility.UrlEncode(provider.ClientId)}:{WebUtility.UrlEncode(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            form["client_id"] = provider.ClientId!;
            if (provider.ClientAuthentication == ClientAuthentication.PrivateKeyJwt)
            {
                form["client_assertion_type"] = JwtBearer;
                form["client_assertion"] = await AssertAsync(provider, cancellationToken);
            }
            else if (provider.ClientAuthentication != ClientAuthentication.None)
            {
                form["client_secret"] = secret!;
            }
        }
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = provider.SendsJson
            ? new StringContent(JsonSerializer.Serialize(form), Encoding.UTF8, "application/json")
            : new FormUrlEncodedContent(form);
        return request;
    }

    /// <summary>
    /// Used once, within a minute. The audience is the issuer where it is known: its metadata could name another provider's
    /// token endpoint (draft-ietf-oauth-rfc7523bis).
    /// </summary>
    private async Task<string> AssertAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = provider.ClientId,
            Audience = provider.Issuer ?? provider.TokenEndpoint,
            IssuedAt = now,
            Expires = now + AssertionLifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = provider.ClientId!,
                [JwtRegisteredClaimNames.Jti] = RandomSecret.Create(),
            },
            SigningCredentials = new SigningCredentials(
                (await keys.GetAsync(cancellationToken))[0], SecurityAlgorithms.EcdsaSha256),
        });
    }
}
