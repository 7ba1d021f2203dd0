using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using TasksWeb.Errors;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Authorization;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.SignIn;

/// <summary>What a provider's key endpoint answered.</summary>
public sealed record ProviderKeySet(IReadOnlyList<JsonWebKey> Keys, DateTimeOffset ReadAt);

/// <summary>
/// The keys that providers sign ID tokens with (RFC 7517). <c>ConfigurationManager</c> reads the system clock, bounds no body,
/// and waits longer before it looks for a rotated key.
/// </summary>
public sealed class ProviderKeys(IHttpClientFactory clients, TimeProvider clock)
{
    private const int MaxBytes = 256 * 1024;
    private const int MaxLooks = 1000;
    private static readonly TimeSpan CacheDuration = TimeSpan.FromHours(6);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = clients.CreateClient(nameof(ProviderKeys));
    private readonly ConcurrentDictionary<string, ProviderKeySet> _sets = new(StringComparer.Ordinal);
    private readonly SingleFlight<(string Endpoint, string KeyId), ProviderKeySet> _looks = new();

    /// <summary>When an endpoint was last read because of one key.</summary>
    private readonly BoundedCache<(string Endpoint, string KeyId), Look> _lookedAt = new(MaxLooks, clock);

    /// <exception cref="ProblemException"><c>provider_unavailable</c>: the provider does not answer with keys.</exception>
    public async Task<ProviderKeySet> GetAsync(ProviderOptions provider) =>
        _sets.TryGetValue(provider.JwksEndpoint!, out var cached) && clock.GetUtcNow() - cached.ReadAt < CacheDuration
            ? cached
            : await ReadAsync(provider.JwksEndpoint!);

    /// <summary>
    /// A token that a provider has just issued does not verify with a set: the provider may have changed its keys since it was
    /// read. The endpoint is read again, for one key at most every ten seconds.
    /// </summary>
    /// <param name="known">The set that did not verify it.</param>
    /// <param name="keyId">The key that the token names; empty: none.</param>
    /// <inheritdoc cref="GetAsync"/>
    public Task<ProviderKeySet> LookAgainAsync(ProviderOptions provider, ProviderKeySet known, string keyId)
    {
        var look = (Endpoint: provider.JwksEndpoint!, keyId);
        return _looks.RunAsync(look, async () =>
        {
            if (_sets.TryGetValue(look.Endpoint, out var current) && !ReferenceEquals(current, known))
                return current;
            if (_lookedAt.Find(look) is { } last && clock.GetUtcNow() - last.At < LookInterval)
                return known;
            _lookedAt.Set(look, new Look(clock.GetUtcNow()));
            return await ReadAsync(look.Endpoint);
        });
    }

    private async Task<ProviderKeySet> ReadAsync(string endpoint)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var response = await _http.GetAsync(endpoint, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            response.EnsureSuccessStatusCode();
            var body = await response.Content.ReadAsync(MaxBytes, timeout.Token);
            var keys = new JsonWebKeySet(Encoding.UTF8.GetString(ByteOrderMark.Skip(body.AsSpan()))).Keys;
            return _sets[endpoint] = new ProviderKeySet(
                [.. keys.Where(key => string.IsNullOrEmpty(key.Use) || key.Use == JsonWebKeyUseNames.Sig)], clock.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ArgumentException or JsonException)
        {
            throw new ProblemException(AuthorizationResponse.Unavailable with
            {
                Detail = $"the keys at JwksEndpoint cannot be read ({e.GetType().Name} "
                    + $"{(int?)(e as HttpRequestException)?.StatusCode}).",
            });
        }
    }

    private sealed record Look(DateTimeOffset At);
}
