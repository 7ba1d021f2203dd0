using System.Net;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Discovery;

/// <summary>Reads the metadata of an issuer from its well-known addresses. Redirects are not followed.</summary>
public sealed class MetadataReader(IHttpClientFactory clients, IHostEnvironment environment, TimeProvider clock)
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = clients.CreateClient(nameof(MetadataReader));

    /// <exception cref="MetadataException">No address has a valid document; the message has each reason.</exception>
    public async Task<ProviderMetadata> ReadAsync(string issuer, CancellationToken cancellationToken)
    {
        var reasons = new List<string>();
        foreach (var address in AddressesOf(issuer))
        {
            try
            {
                return await ReadAsync(address, issuer, cancellationToken);
            }
            catch (MetadataException e)
            {
                reasons.Add($"{address}: {e.Message}");
            }
        }
        throw new MetadataException(string.Join("; ", reasons));
    }

    /// <summary>OpenID Connect appends to the issuer's path (§4), RFC 8414 inserts before it (§3.1).</summary>
    private static Uri[] AddressesOf(string issuer)
    {
        var path = new Uri(issuer).AbsolutePath.TrimEnd('/');
        var origin = new Uri(issuer).GetLeftPart(UriPartial.Authority);
        return
        [
            new($"{origin}{path}/.well-known/openid-configuration"),
            new($"{origin}/.well-known/oauth-authorization-server{path}"),
        ];
    }

    private async Task<ProviderMetadata> ReadAsync(Uri address, string issuer, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Timeout);
            using var response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new MetadataException($"status {(int)response.StatusCode}");
            var body = await response.Content.ReadAsync(MaxBytes, timeout.Token);
            return MetadataDocument.Parse(body, issuer, environment.IsDevelopment(), clock.GetUtcNow());
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MetadataException(e.GetType().Name);
        }
    }
}
