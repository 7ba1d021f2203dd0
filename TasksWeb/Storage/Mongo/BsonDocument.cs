using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace TasksWeb.Storage.Mongo;

/// <summary>A BSON document as it arrived; its members are read where they lie.</summary>
internal readonly struct BsonDocument(ReadOnlyMemory<byte> bytes)
{
    private const int Head = 4;

    /// <summary>In the order they were written.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or holds a type that nothing here writes.</exception>
    public IEnumerable<BsonElement> Elements
    {
        get
        {
            for (var rest = bytes[Head..]; rest.Span[0] != 0;)
            {
                var element = BsonElement.Read(rest);
                rest = rest[element.Length..];
                yield return element;
            }
        }
    }

    /// <summary>The member with this name.</summary>
    public BsonElement? this[string name]
    {
        get
        {
            foreach (var element in Elements)
            {
                if (element.Name == name)
                    return element;
            }
            return null;
        }
    }

    /// <summary>
    /// The document as a JSON object, dates as <see cref="StoredJson"/> has them, without the members that are not
    /// <paramref name="kept"/>.
    /// </summary>
    public byte[] ToJson(Func<string, bool> kept)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var element in Elements.Where(element => kept(element.Name)))
            {
                writer.WritePropertyName(element.Name);
                element.WriteTo(writer);
            }
            writer.WriteEndObject();
        }
        return json.ToArray();
    }
}

/// <summary>One member of a <see cref="BsonDocument"/>.</summary>
/// <param name="Length">Of the whole element, its type and name included.</param>
internal readonly record struct BsonElement(BsonType Type, string Name, ReadOnlyMemory<byte> Value, int Length)
{
    public BsonDocument Document => Type is BsonType.Document or BsonType.Array ? new BsonDocument(Value) : throw Unexpected();

    /// <summary>The documents of an array.</summary>
    public IEnumerable<BsonDocument> Documents => Document.Elements.Select(element => element.Document);

    public string Text => Type == BsonType.Text ? Encoding.UTF8.GetString(Value.Span[4..^1]) : throw Unexpected();

    public DateTimeOffset Date =>
        Type == BsonType.Date ? DateTimeOffset.FromUnixTimeMilliseconds(Int64At(0)) : throw Unexpected();

    /// <summary>A whole number of any width: servers and drivers differ in which they choose.</summary>
    public long Number => Type switch
    {
        BsonType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(Value.Span),
        BsonType.Int64 => Int64At(0),
        BsonType.Double => (long)Double,
        _ => throw Unexpected(),
    };

    private double Double => BitConverter.Int64BitsToDouble(Int64At(0));

    internal static BsonElement Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        var type = (BsonType)span[0];
        var nameLength = span[1..].IndexOf((byte)0);
        var name = Encoding.UTF8.GetString(span.Slice(1, nameLength));
        var start = nameLength + 2;
        var length = type switch
        {
            BsonType.Double or BsonType.Date or BsonType.Int64 or Timestamp => 8,
            BsonType.Text => 4 + BinaryPrimitives.ReadInt32LittleEndian(span[start..]),
            BsonType.Document or BsonType.Array => BinaryPrimitives.ReadInt32LittleEndian(span[start..]),
            Binary => 5 + BinaryPrimitives.ReadInt32LittleEndian(span[start..]),
            ObjectId => 12,
            BsonType.Boolean => 1,
            BsonType.Null => 0,
            BsonType.Int32 => 4,
            _ => throw new InvalidDataException($"The field {name} has BSON type {(byte)type}, which TasksWeb does not write."),
        };
        return new BsonElement(type, name, bytes.Slice(start, length), start + length);
    }

    internal void WriteTo(Utf8JsonWriter writer)
    {
        switch (Type)
        {
            case BsonType.Double:
                writer.WriteNumberValue(Double);
                break;
            case BsonType.Text:
                writer.WriteStringValue(Value.Span[4..^1]);
                break;
            case BsonType.Boolean:
                writer.WriteBooleanValue(Value.Span[0] != 0);
                break;
            case BsonType.Date:
                StoredJson.WriteDate(writer, Date);
                break;
            case BsonType.Null:
                writer.WriteNullValue();
                break;
            case BsonType.Int32 or BsonType.Int64:
                writer.WriteNumberValue(Number);
                break;
            case BsonType.Document:
                WriteMembers(writer);
                break;
            case BsonType.Array:
                WriteItems(writer);
                break;
            default:
                throw Unexpected();
        }
    }

    private void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var member in Document.Elements)
        {
            writer.WritePropertyName(member.Name);
            member.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private void WriteItems(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Document.Elements)
            item.WriteTo(writer);
        writer.WriteEndArray();
    }

    // A server's reply holds these around the documents ($clusterTime, operationTime); no document of ours does.
    private const BsonType Binary = (BsonType)0x05;
    private const BsonType ObjectId = (BsonType)0x07;
    private const BsonType Timestamp = (BsonType)0x11;

    private long Int64At(int start) => BinaryPrimitives.ReadInt64LittleEndian(Value.Span[start..]);

    private InvalidDataException Unexpected() =>
        new($"The field {Name} has BSON type {(byte)Type}, which is not what is expected there.");
}
