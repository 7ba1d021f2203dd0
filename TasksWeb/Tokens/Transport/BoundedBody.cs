using System.IO.Compression;

namespace TasksWeb.Tokens.Transport;

/// <summary>Reads a provider's response whole, decompressed and bounded in size.</summary>
public static class BoundedBody
{
    /// <exception cref="HttpRequestException">It is too large, truncated, or not encoded as declared.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public static async ValueTask<byte[]> ReadAsync(this HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        using var body = await content.ReadWholeAsync(maxBytes, cancellationToken);
        return body.Bytes.ToArray();
    }

    /// <summary>The body of a response that came through <c>RefreshAndRetryHandler</c>, until the response is disposed.</summary>
    public static ReadOnlyMemory<byte> Bytes(this HttpResponseMessage response) => ((WholeBody)response.Content).Bytes;

    /// <inheritdoc cref="ReadAsync"/>
    internal static async ValueTask<WholeBody> ReadWholeAsync(
        this HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        var length = content.Headers.ContentLength;
        if (length > maxBytes)
            throw new HttpRequestException($"The answer's body is longer than {maxBytes} bytes.");
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken);
            var isPacked = content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encoding)
                && string.Equals(encoding.ToString(), "gzip", StringComparison.OrdinalIgnoreCase);
            if (!isPacked)
                return await WholeBody.ReadAsync(stream, (int?)length, maxBytes, cancellationToken);
            await using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return await WholeBody.ReadAsync(unpacked, length: null, maxBytes, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new HttpRequestException("The answer's body cannot be read.", e);
        }
    }
}
