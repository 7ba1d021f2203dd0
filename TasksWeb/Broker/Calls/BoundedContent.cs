using System.Net;
using TasksWeb.Errors;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Broker.Calls;

/// <summary>The body of a response of unknown length; reading fails when it exceeds the limit.</summary>
/// <exception cref="ProblemException">The one of <see cref="TooLong"/>, from the stream.</exception>
internal sealed class BoundedContent(HttpContent inner, int maxBytes) : HttpContent
{
    public static ProblemException TooLong(int maxBytes) => new(new Problem(StatusCodes.Status502BadGateway, "provider_rejected")
    {
        Detail = $"The answer is longer than {maxBytes} bytes (Broker:Calls:MaxAnswerBytes).",
    });

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

    private sealed class BoundedStream(Stream inner, int maxBytes) : ForwardStream
    {
        private long _read;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return _read <= maxBytes ? read : throw TooLong(maxBytes);
        }
    }
}
