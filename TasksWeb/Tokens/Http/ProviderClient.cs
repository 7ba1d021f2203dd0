using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Http;

/// <summary>
/// The API of one provider, for the typed clients: every call is made for a grant, through <see cref="RefreshAndRetryHandler"/>.
/// </summary>
/// <param name="http">
/// The filter above the transport. An <see cref="HttpClient"/> would link its own cancellation to every call's.
/// </param>
public sealed class ProviderClient(HttpMessageInvoker http, Uri baseAddress, TimeProvider clock)
{
    /// <summary>A provider that has more pages than this never ends.</summary>
    private const int MostPages = 50;

    /// <param name="path">Below the base address, with its query.</param>
    public Uri At(string path) => new(baseAddress, path);

    /// <summary>Sends a request, and disposes it.</summary>
    /// <param name="read">Reads a successful answer with its body (<see cref="BoundedBody.Bytes"/>).</param>
    /// <exception cref="ProviderException">
    /// The provider did not answer, or answered with a failure or with something that cannot be read.
    /// </exception>
    /// <exception cref="TokenFailureException">There is no token.</exception>
    public async Task<T> SendAsync<T>(
        ProviderRequest request, Func<HttpResponseMessage, T> read, CancellationToken cancellationToken)
    {
        using var sent = request;
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException)
        {
            throw ProviderException.Unavailable(request.Grant.Connector, e);
        }
        using var received = answer;
        if (!answer.IsSuccessStatusCode)
            throw ProviderException.From(request, answer, clock);
        try
        {
            return read(answer);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw ProviderException.Unavailable(request.Grant.Connector, e);
        }
    }

    /// <inheritdoc cref="SendAsync{T}(ProviderRequest, Func{HttpResponseMessage, T}, CancellationToken)"/>
    public Task<T> SendAsync<T>(ProviderRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(
            request,
            answer => JsonSerializer.Deserialize(ByteOrderMark.Skip(answer.Bytes().Span), type)
                ?? throw new JsonException("The answer is null."),
            cancellationToken);

    /// <summary>Calls GET and reads the answer.</summary>
    /// <param name="path">Below the base address, with its query.</param>
    /// <inheritdoc cref="SendAsync{T}(ProviderRequest, Func{HttpResponseMessage, T}, CancellationToken)"/>
    public Task<T> ReadAsync<T>(GrantKey grant, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(new ProviderRequest(grant, HttpMethod.Get, At(path)), type, cancellationToken);

    /// <summary>Not JSON, not of the documented shape, or with a string that is not Unicode.</summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException;

    /// <summary>
    /// The first <paramref name="count"/> items of a list; pages may be shorter than asked, so they are followed.
    /// </summary>
    /// <param name="read">Reads the page with this token; null is the first.</param>
    /// <exception cref="ProviderException">The pages repeat or never end.</exception>
    public static async Task<IReadOnlyList<T>> TakeAsync<T>(
        GrantKey grant, int count, Func<string?, Task<(IReadOnlyList<T>? Items, string? Next)>> read)
    {
        var taken = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = await read(null); ; page = await read(page.Next))
        {
            taken.AddRange((page.Items ?? []).Take(count - taken.Count));
            if (taken.Count == count || string.IsNullOrEmpty(page.Next))
                return taken;
            if (!seen.Add(page.Next) || seen.Count >= MostPages)
                throw ProviderException.Unavailable(grant.Connector);
        }
    }
}
