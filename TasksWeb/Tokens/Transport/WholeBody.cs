using System.Buffers;
using System.Net;

namespace TasksWeb.Tokens.Transport;

/// <summary>A body in memory, in an array of the pool, which gets it back when the body is disposed.</summary>
internal sealed class WholeBody : HttpContent
{
    private const int FirstLength = 16 * 1024;

    private readonly int _length;
    private byte[]? _array;

    private WholeBody(byte[] array, int length) => (_array, _length) = (array, length);

    public ReadOnlyMemory<byte> Bytes => (_array ?? throw new ObjectDisposedException(nameof(WholeBody))).AsMemory(0, _length);

    /// <param name="length">What the stream has; null: it is read to its end.</param>
    /// <exception cref="InvalidDataException">It is longer than <paramref name="maxBytes"/>.</exception>
    public static async ValueTask<WholeBody> ReadAsync(
        Stream stream, int? length, int maxBytes, CancellationToken cancellationToken)
    {
        var array = ArrayPool<byte>.Shared.Rent(length ?? FirstLength);
        try
        {
            var read = 0;
            while (length is null || read < length)
            {
                if (read == array.Length)
                    array = Grow(array);
                var end = Math.Min(array.Length, length ?? array.Length);
                var part = await stream.ReadAsync(array.AsMemory(read..end), cancellationToken);
                read += part;
                if (read > maxBytes)
                    throw new InvalidDataException($"The body is longer than {maxBytes} bytes.");
                if (part == 0 && length is not null)
                    throw new EndOfStreamException();
                if (part == 0)
                    break;
            }
            return new(array, read);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(array);
            throw;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
            ArrayPool<byte>.Shared.Return(array);
        base.Dispose(disposing);
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * full.Length);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
