using System.Buffers;
using System.Net;

namespace TasksWeb.Tokens.Transport;

/// <summary>
/// A body in memory. A large one is in an array of the pool, which gets it back when the body is disposed: arrays of that size
/// are collected rarely, and those of a few long lists would be most of what the process holds.
/// </summary>
internal sealed class WholeBody : HttpContent
{
    /// <summary>Larger arrays go to the heap of large objects.</summary>
    private const int Large = 80_000;
    private const int FirstLength = 16 * 1024;

    private readonly int _length;
    private readonly bool _isRented;
    private byte[]? _array;

    private WholeBody(byte[] array, int length, bool isRented) => (_array, _length, _isRented) = (array, length, isRented);

    public ReadOnlyMemory<byte> Bytes => (_array ?? throw new ObjectDisposedException(nameof(WholeBody))).AsMemory(0, _length);

    /// <param name="length">What the stream has; null: it is read to its end.</param>
    /// <exception cref="InvalidDataException">It is longer than <paramref name="maxBytes"/>.</exception>
    public static async ValueTask<WholeBody> ReadAsync(
        Stream stream, int? length, int maxBytes, CancellationToken cancellationToken)
    {
        if (length is { } known and <= Large)
        {
            var exact = GC.AllocateUninitializedArray<byte>(known);
            await stream.ReadExactlyAsync(exact, cancellationToken);
            return new(exact, known, isRented: false);
        }
        var rented = ArrayPool<byte>.Shared.Rent(length ?? FirstLength);
        try
        {
            var read = 0;
            while (length is null || read < length)
            {
                if (read == rented.Length)
                    rented = Grow(rented);
                var end = Math.Min(rented.Length, length ?? rented.Length);
                var part = await stream.ReadAsync(rented.AsMemory(read..end), cancellationToken);
                read += part;
                if (read > maxBytes)
                    throw new InvalidDataException($"The body is longer than {maxBytes} bytes.");
                if (part == 0 && length is not null)
                    throw new EndOfStreamException();
                if (part == 0)
                    break;
            }
            return new(rented, read, isRented: true);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    /// <summary>An array of its own, for longer than the body.</summary>
    public byte[] Detach() => _isRented ? Bytes.ToArray() : _array!;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _array, null) is { } array && _isRented)
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
