using System.Net;

namespace TasksWeb.Tokens.Transport;

/// <summary>Reads a short response body and leaves the response unchanged.</summary>
internal static class PeekedBody
{
    /// <summary>A provider's message that a token has expired is far shorter.</summary>
    private const int MaxBytes = 64 * 1024;

    /// <summary>
    /// The whole body if it is short; null if it is longer, or a success of unknown length, which may never end.
    /// </summary>
    /// <exception cref="IOException">It is truncated.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> PeekAsync(
        this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var length = response.Content.Headers.ContentLength;
        if (length > MaxBytes || (length is null && response.IsSuccessStatusCode))
            return null;
        var rest = await response.Content.ReadAsStreamAsync(cancellationToken);
        var start = new byte[length ?? MaxBytes + 1];
        var read = await rest.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var original = response.Content;
        response.Content = new Content(start.AsMemory(0, read), rest);
        foreach (var header in original.Headers.NonValidated)
            response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return read <= MaxBytes ? start.AsMemory(0, read) : null;
    }

    private sealed class Content(ReadOnlyMemory<byte> start, Stream rest) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(start);
            await rest.CopyToAsync(stream);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override Task<Stream> CreateContentReadStreamAsync() =>
            Task.FromResult<Stream>(new PrefixedStream(start, rest));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
