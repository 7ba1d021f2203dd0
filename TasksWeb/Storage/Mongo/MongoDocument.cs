using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace TasksWeb.Storage.Mongo;

/// <summary>How a <see cref="Document"/> is stored: its members are stored unchanged beside these fields.</summary>
internal static class MongoDocument
{
    public const string Id = "_id";
    public const string Version = "_version";
    public const string Owner = "_owner";
    public const string Due = "_due";
    public const string Group = "_group";

    private const int MaxBytes = 16 * 1024 * 1024;
    private const int RoomForFields = 512;

    /// <remarks>An id of a broken surrogate pair is stored with U+FFFD in its place; the driver's default throws.</remarks>
    private static readonly BsonBinaryWriterSettings WriterSettings = new() { Encoding = Utf8Encodings.Lenient };

    /// <exception cref="InvalidDataException">It is larger than MongoDB stores.</exception>
    public static RawBsonDocument ToBson(Document document, long version)
    {
        var bytes = new ByteArrayBuffer(new byte[document.Body.Length + RoomForFields], 0);
        using (var stream = new ByteBufferStream(bytes))
        using (var bson = new BsonBinaryWriter(stream, WriterSettings))
        {
            bson.WriteStartDocument();
            bson.WriteString(Id, document.Id);
            BsonJson.WriteMembers(bson, document.Body.Span);
            if (document.Owner is { } owner)
                bson.WriteString(Owner, owner);
            if (document.Due is { } due)
                bson.WriteDateTime(Due, due.ToUnixTimeMilliseconds());
            if (document.Group is { } group)
                bson.WriteString(Group, group);
            bson.WriteInt64(Version, version);
            bson.WriteEndDocument();
        }
        if (bytes.Length > MaxBytes)
            throw new InvalidDataException(
                $"A document of {bytes.Length:N0} bytes is larger than the 16 MB that MongoDB stores.");
        bytes.MakeReadOnly();
        return new RawBsonDocument(bytes);
    }

    /// <exception cref="InvalidDataException">TasksWeb has not written it.</exception>
    public static Document FromBson(RawBsonDocument stored)
    {
        string? id = null, owner = null, group = null;
        DateTimeOffset? due = null;
        long? version = null;
        using var body = new MemoryStream();
        using (var stream = new ByteBufferStream(stored.Slice))
        using (var bson = new BsonBinaryReader(stream))
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            bson.ReadStartDocument();
            while (bson.ReadBsonType() is var type and not BsonType.EndOfDocument)
            {
                switch (bson.ReadName(), type)
                {
                    case (Id, BsonType.String):
                        id = bson.ReadString();
                        break;
                    case (Owner, BsonType.String):
                        owner = bson.ReadString();
                        break;
                    case (Group, BsonType.String):
                        group = bson.ReadString();
                        break;
                    case (Due, BsonType.DateTime):
                        due = DateTimeOffset.FromUnixTimeMilliseconds(bson.ReadDateTime());
                        break;
                    case (Version, BsonType.Int64):
                        version = bson.ReadInt64();
                        break;
                    case (Version, BsonType.Int32):
                        version = bson.ReadInt32();
                        break;
                    case (Id or Owner or Due or Group or Version, _):
                        throw new InvalidDataException($"A field that TasksWeb writes has the BSON type {type}.");
                    case var (name, _):
                        json.WritePropertyName(name);
                        BsonJson.WriteValue(json, bson);
                        break;
                }
            }
            json.WriteEndObject();
        }
        return id is null || version is null
            ? throw new InvalidDataException($"A document has no {(id is null ? Id : Version)}: TasksWeb has not written it.")
            : new Document(id, body.ToArray(), owner, due, version.Value, group);
    }
}
