using System.Net;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Broker.Calls;

/// <summary>The body of a response of unknown length; reading fails when it exceeds the limit.</summary>
internal sealed class BoundedContent(HttpContent inner, long maxBytes) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new BoundedStream(await inner.ReadAsStreamAsync(cancellationToken), maxBytes);

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class BoundedStream(Stream inner, long maxBytes) : ForwardStream
    {
        private long _left = maxBytes;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _left -= read;
            return _left >= 0 ? read : throw new IOException("The provider's answer is too long.");
        }
    }
}
