using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TasksWeb.Tokens.Grants;

namespace TasksWeb.Broker.Events;

/// <summary>One event as it is sent: the same bytes and id at every attempt. It never holds a token.</summary>
/// <param name="Id"><c>webhook-id</c>: receivers recognize repeated deliveries by it.</param>
/// <param name="Body"><c>{"type","timestamp","data"}</c>, UTF-8; times in UTC.</param>
internal sealed record EventMessage(string Id, byte[] Body)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static EventMessage Of(EventStream stream, GrantEvent one)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{stream.Id}/{one.Sequence}");
        return new(
            $"evt_{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}",
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    one.Type,
                    Timestamp = one.At.UtcDateTime,
                    Data = new
                    {
                        stream.Connector,
                        stream.Identifier,
                        one.Account,
                        one.Generation,
                        one.Sequence,
                        one.Scopes,
                        one.Reason,
                        EndsAt = one.EndsAt?.UtcDateTime,
                    },
                },
                Json));
    }
}
