using System.IO.Compression;
using System.Net;
using TasksWeb.Tokens.Http;

namespace TasksWeb.Tokens.Transport;

/// <summary>Reads a provider's response whole, decompressed and bounded in size.</summary>
public static class BoundedBody
{
    /// <exception cref="HttpRequestException">It is larger than that, cut off, or not encoded as it says.</exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public static async ValueTask<byte[]> ReadAsync(this HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            if (content.IsPacked())
            {
                using var unpacked = new StreamContent(
                    new GZipStream(await content.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress));
                return await unpacked.ReadAsync(maxBytes, cancellationToken);
            }
            if (content.Headers.ContentLength is { } length && length <= maxBytes)
            {
                // As long as it says: straight from the connection into the one array.
                var body = GC.AllocateUninitializedArray<byte>((int)length);
                await (await content.ReadAsStreamAsync(cancellationToken)).ReadExactlyAsync(body, cancellationToken);
                return body;
            }
            await content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            return await content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            throw new HttpRequestException("The answer's body cannot be read.", e);
        }
    }

    private static bool IsPacked(this HttpContent content) =>
        content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encoding)
        && string.Equals(encoding.ToString(), "gzip", StringComparison.OrdinalIgnoreCase);

    /// <summary>The body of an answer that came through <see cref="RefreshAndRetryHandler"/>.</summary>
    public static byte[] Bytes(this HttpResponseMessage response) => ((WholeBody)response.Content).Bytes;

    /// <summary>Puts a body that has been read in the place of the one on the connection.</summary>
    internal static void Replace(this HttpResponseMessage response, byte[] body)
    {
        var original = response.Content;
        response.Content = new WholeBody(body);
        original.Dispose();
    }

    private sealed class WholeBody(byte[] bytes) : HttpContent
    {
        public byte[] Bytes => bytes;

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
