using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace TasksWeb.Tasks.Store;

/// <summary>Notes that wait for the turn of their tasks, packed. Without room, the last ones go.</summary>
/// <param name="capacity">In bytes of packed notes.</param>
internal sealed class EarlyNotes(long capacity)
{
    /// <summary>Fast: notes are packed for a moment.</summary>
    private const int Quality = 1;
    private const int Window = 16;

    private readonly Dictionary<int, PackedText> _notes = [];
    private readonly SortedSet<int> _turns = [];
    private long _length;

    /// <summary>The first that had no room.</summary>
    public int FirstDropped { get; private set; } = int.MaxValue;

    public void Add(int turn, string notes)
    {
        if (turn >= FirstDropped || _notes.ContainsKey(turn))
            return;
        var packed = PackedText.Pack(notes);
        _notes.Add(turn, packed);
        _turns.Add(turn);
        _length += packed.Bytes.Length;
        while (_length > capacity && _turns.Count > 1)
        {
            FirstDropped = _turns.Max;
            Remove(FirstDropped);
        }
    }

    /// <returns>Null: they have not come.</returns>
    public string? Take(int turn) => Remove(turn)?.Unpack();

    private PackedText? Remove(int turn)
    {
        if (!_notes.Remove(turn, out var packed))
            return null;
        _turns.Remove(turn);
        _length -= packed.Bytes.Length;
        return packed;
    }

    /// <param name="Length">Of the text as UTF-8.</param>
    private readonly record struct PackedText(byte[] Bytes, int Length)
    {
        public static PackedText Pack(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var most = BrotliEncoder.GetMaxCompressedLength(length);
            var buffer = ArrayPool<byte>.Shared.Rent(length + most);
            Encoding.UTF8.GetBytes(text, buffer);
            var isPacked = BrotliEncoder.TryCompress(
                buffer.AsSpan(0, length), buffer.AsSpan(length), out var written, Quality, Window);
            var bytes = isPacked && written < length ? buffer[length..(length + written)] : buffer[..length];
            ArrayPool<byte>.Shared.Return(buffer);
            return new(bytes, length);
        }

        public string Unpack()
        {
            if (Bytes.Length == Length)
                return Encoding.UTF8.GetString(Bytes);
            var buffer = ArrayPool<byte>.Shared.Rent(Length);
            BrotliDecoder.TryDecompress(Bytes, buffer, out var written);
            var text = Encoding.UTF8.GetString(buffer, 0, written);
            ArrayPool<byte>.Shared.Return(buffer);
            return text;
        }
    }
}
