using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Errors;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>
/// The keys that providers sign ID tokens with (RFC 7517). <c>ConfigurationManager</c> reads the system clock, bounds no body,
/// and waits longer before it looks for a rotated key.
/// </summary>
public sealed class ProviderKeys(IHttpClientFactory clients, TimeProvider clock)
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan CacheDuration = TimeSpan.FromHours(6);
    private static readonly TimeSpan RotationInterval = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = clients.CreateClient(nameof(ProviderKeys));
    private readonly ConcurrentDictionary<string, (JsonWebKeySet Keys, DateTimeOffset ReadAt)> _sets =
        new(StringComparer.Ordinal);

    /// <param name="afterUnknown">A token names a key that is not in the set: read it again, at most every ten seconds.</param>
    /// <exception cref="ProblemException"><c>provider_unavailable</c>: the provider does not answer with keys.</exception>
    public async Task<IEnumerable<SecurityKey>> GetAsync(ProviderOptions provider, bool afterUnknown)
    {
        var endpoint = provider.JwksEndpoint!;
        if (_sets.TryGetValue(endpoint, out var cached)
            && clock.GetUtcNow() - cached.ReadAt < (afterUnknown ? RotationInterval : CacheDuration))
            return cached.Keys.GetSigningKeys();
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var response = await _http.GetAsync(endpoint, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            response.EnsureSuccessStatusCode();
            var keys = new JsonWebKeySet(Encoding.UTF8.GetString(await response.Content.ReadAsync(MaxBytes, timeout.Token)));
            _sets[endpoint] = (keys, clock.GetUtcNow());
            return keys.GetSigningKeys();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ArgumentException or JsonException)
        {
            throw new ProblemException(AuthorizationResponse.Unavailable);
        }
    }
}
