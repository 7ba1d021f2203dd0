using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TasksWeb.Tokens.Grants;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Http;

/// <summary>What the typed clients of small APIs have in common.</summary>
internal static class ProviderCalls
{
    /// <summary>A provider that has more pages than this never ends.</summary>
    private const int MostPages = 50;

    /// <summary>One call for one grant, its answer read.</summary>
    /// <param name="path">Below the client's base address.</param>
    /// <exception cref="ProviderException">It failed, or what came cannot be read.</exception>
    public static async Task<T> ReadAsync<T>(
        this HttpClient http, GrantKey grant, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var request = grant.Request(HttpMethod.Get, new Uri(http.BaseAddress!, path));
        // The handlers have read the body already: no second buffer.
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return grant.Read(response.Bytes(), type);
    }

    /// <summary>A request that is sent for this grant.</summary>
    public static HttpRequestMessage Request(this GrantKey grant, HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Options.Set(RefreshAndRetryHandler.Grant, grant);
        return request;
    }

    /// <summary>What the provider answered for this grant.</summary>
    /// <exception cref="ProviderException">It cannot be read.</exception>
    public static T Read<T>(this GrantKey grant, byte[] answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(ByteOrderMark.Skip(answer.AsSpan()), type)
                ?? throw ProviderException.Unavailable(grant.Connector);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw ProviderException.Unavailable(grant.Connector, e);
        }
    }

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
