using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TasksWeb.Storage.Mongo;

/// <summary>The element types of BSON that documents and replies are made of.</summary>
internal enum BsonType : byte
{
    Double = 0x01,
    Text = 0x02,
    Document = 0x03,
    Array = 0x04,
    Boolean = 0x08,
    Date = 0x09,
    Null = 0x0A,
    Int32 = 0x10,
    Int64 = 0x12,
}

/// <summary>Writes BSON front to back.</summary>
/// <remarks>https://bsonspec.org/spec.html</remarks>
internal sealed class BsonWriter
{
    private byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>A document whose members <paramref name="members"/> writes.</summary>
    public static byte[] Write(Action<BsonWriter> members)
    {
        var writer = new BsonWriter();
        writer.Nest(members);
        return writer._bytes[..writer._length];
    }

    public BsonWriter Add(string name, string value) => Head(BsonType.Text, name).Text(Encoding.UTF8.GetBytes(value));

    public BsonWriter Add(string name, bool value)
    {
        Head(BsonType.Boolean, name).Take(1)[0] = value ? (byte)1 : (byte)0;
        return this;
    }

    public BsonWriter Add(string name, int value) => Head(BsonType.Int32, name).Int32(value);

    public BsonWriter Add(string name, long value) => Head(BsonType.Int64, name).Int64(value);

    public BsonWriter Add(string name, DateTimeOffset value) => Head(BsonType.Date, name).Int64(value.ToUnixTimeMilliseconds());

    /// <summary>A document in the document.</summary>
    public BsonWriter Add(string name, Action<BsonWriter> members) => Head(BsonType.Document, name).Nest(members);

    /// <summary>An array of documents.</summary>
    public BsonWriter AddArray(string name, params ReadOnlySpan<Action<BsonWriter>> documents)
    {
        var start = Head(BsonType.Array, name).Begin();
        for (var i = 0; i < documents.Length; i++)
            Add(Index(i), documents[i]);
        End(start);
        return this;
    }

    /// <summary>The members of a JSON object; <c>{"$date":"…"}</c> becomes a date.</summary>
    public BsonWriter AddMembers(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The body of a document is a JSON object.");
        Members(ref reader);
        return this;
    }

    private void Members(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            Value(name, ref reader);
        }
    }

    private void Items(ref Utf8JsonReader reader)
    {
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            Value(Index(i), ref reader);
    }

    private void Value(string name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Head(BsonType.Text, name).Text(Encoding.UTF8.GetBytes(reader.GetString()!));
                break;
            case JsonTokenType.Number:
                Number(name, ref reader);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                Add(name, reader.GetBoolean());
                break;
            case JsonTokenType.Null:
                Head(BsonType.Null, name);
                break;
            case JsonTokenType.StartObject when StoredJson.TryReadDate(ref reader, out var date):
                Add(name, date);
                break;
            case JsonTokenType.StartObject:
                var start = Head(BsonType.Document, name).Begin();
                Members(ref reader);
                End(start);
                break;
            default:
                start = Head(BsonType.Array, name).Begin();
                Items(ref reader);
                End(start);
                break;
        }
    }

    private void Number(string name, ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out var small))
            Add(name, small);
        else if (reader.TryGetInt64(out var large))
            Add(name, large);
        else
            Head(BsonType.Double, name).Int64(BitConverter.DoubleToInt64Bits(reader.GetDouble()));
    }

    private BsonWriter Nest(Action<BsonWriter> members)
    {
        var start = Begin();
        members(this);
        End(start);
        return this;
    }

    /// <summary>Leaves room for the length, which <see cref="End"/> fills in.</summary>
    private int Begin()
    {
        Take(sizeof(int));
        return _length - sizeof(int);
    }

    private void End(int start)
    {
        Take(1)[0] = 0;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _length - start);
    }

    private BsonWriter Head(BsonType type, string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
            throw new JsonException("A field's name has no NUL in BSON.");
        Take(1)[0] = (byte)type;
        return Terminated(Encoding.UTF8.GetBytes(name));
    }

    private BsonWriter Text(ReadOnlySpan<byte> utf8) => Int32(utf8.Length + 1).Terminated(utf8);

    private BsonWriter Terminated(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Take(utf8.Length));
        Take(1)[0] = 0;
        return this;
    }

    private BsonWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
        return this;
    }

    private BsonWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }

    private static string Index(int i) => i.ToString(CultureInfo.InvariantCulture);
}
