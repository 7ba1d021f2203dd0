using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Tokens.Http;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>
/// The keys that providers sign ID tokens with (RFC 7517), kept for a while and read again when an unknown one turns up.
/// </summary>
public sealed class ProviderKeys(HttpClient http, TimeProvider clock)
{
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);
    private static readonly TimeSpan SoonestAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (JsonWebKeySet Keys, DateTimeOffset ReadAt)> _sets =
        new(StringComparer.Ordinal);

    /// <param name="afterUnknown">A token named a key that is not in the set: read it again, but not more often than every ten
    /// seconds.</param>
    /// <exception cref="SignInException">The provider does not answer with keys.</exception>
    public async Task<IEnumerable<SecurityKey>> GetAsync(ProviderOptions provider, bool afterUnknown)
    {
        var endpoint = provider.JwksEndpoint!;
        if (_sets.TryGetValue(endpoint, out var known)
            && clock.GetUtcNow() - known.ReadAt < (afterUnknown ? SoonestAgain : Kept))
            return known.Keys.GetSigningKeys();
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var response = await http.GetAsync(endpoint, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            response.EnsureSuccessStatusCode();
            var body = await response.Content.ReadAsync(MaxAnswerBytes, timeout.Token);
            var keys = new JsonWebKeySet(Encoding.UTF8.GetString(body));
            _sets[endpoint] = (keys, clock.GetUtcNow());
            return keys.GetSigningKeys();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ArgumentException or JsonException)
        {
            throw new SignInException(SignInException.ProviderUnavailable, inner: e);
        }
    }
}
