using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MongoDB.Bson;
using TasksWeb.Storage.Mongo;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Mongo;

/// <summary>Answers every command of a name with the same bytes: a server fast enough to ask very often.</summary>
/// <remarks>https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/</remarks>
internal sealed class CannedMongo : IDisposable
{
    private const int Query = 2004;
    private const int Reply = 1;
    private const int Message = 2013;
    private const int Header = 16;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Dictionary<string, byte[]> _answers;

    /// <param name="answers">By the command's name.</param>
    public CannedMongo(Dictionary<string, BsonDocument> answers)
    {
        _answers = answers.ToDictionary(answer => answer.Key, answer => answer.Value.ToBson(), StringComparer.Ordinal);
        _listener.Start();
        _ = _listener.AcceptAsync(ServeAsync);
    }

    public string ConnectionString => $"mongodb://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/tasksweb";

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var header = new byte[Header];
            while (await stream.ReadAtLeastAsync(header, Header, throwOnEndOfStream: false) == Header)
            {
                var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - Header];
                await stream.ReadExactlyAsync(body);
                await stream.WriteAsync(Answer(header, body));
            }
        }
    }

    private byte[] Answer(byte[] header, byte[] body)
    {
        var isQuery = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)) == Query;
        // A message: flags, the kind of its section, the command. A query: flags, the collection's name, two numbers, the
        // command.
        var start = isQuery ? 4 + body.AsSpan(4).IndexOf((byte)0) + 1 + 8 : 5;
        var name = body.AsSpan(start + 5);
        var answer = _answers[Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)])];
        var before = isQuery ? 20 : 5;
        var reply = new byte[Header + before + answer.Length];
        BinaryPrimitives.WriteInt32LittleEndian(reply, reply.Length);
        header.AsSpan(4, 4).CopyTo(reply.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(12), isQuery ? Reply : Message);
        if (isQuery)
            BinaryPrimitives.WriteInt32LittleEndian(reply.AsSpan(Header + 16), 1);
        answer.CopyTo(reply, Header + before);
        return reply;
    }

    internal static readonly BsonDocument Hello = BsonDocument.Parse(
        """
        { isWritablePrimary: true, ismaster: true, helloOk: true, minWireVersion: 0, maxWireVersion: 17, connectionId: 1,
          maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000, ok: 1 }
        """);
}
