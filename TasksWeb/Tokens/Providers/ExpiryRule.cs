using System.Text.Json;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Providers;

/// <summary>
/// <c>Providers:{p}:ExpiryRule</c>: an answer whose JSON body has, in the array <see cref="Array"/>, an object whose
/// <see cref="Property"/> is <see cref="Value"/> says that the access token has expired, whatever its status. Fitbit:
/// <c>errors[].errorType == "expired_token"</c>. Without an array the body itself is that object. A number counts as its
/// digits (<c>status == 401</c>).
/// </summary>
public sealed class ExpiryRule
{
    public string Array { get; set; } = "";
    public string Property { get; set; } = "";
    public string Value { get; set; } = "";

    public bool Matches(ReadOnlyMemory<byte> body)
    {
        if (body.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(Value)) < 0)
            return false;
        try
        {
            using var json = JsonDocument.Parse(ByteOrderMark.Skip(body));
            return Array.Length == 0
                ? IsExpiry(json.RootElement)
                : json.RootElement.ValueKind == JsonValueKind.Object
                    && json.RootElement.TryGetProperty(Array, out var errors)
                    && errors.ValueKind == JsonValueKind.Array
                    && errors.EnumerateArray().Any(IsExpiry);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or JSON with a string that is not Unicode.
            return false;
        }
    }

    private bool IsExpiry(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(Property, out var property)
        && property.ValueKind switch
        {
            JsonValueKind.String => property.ValueEquals(Value),
            JsonValueKind.Number => property.GetRawText() == Value,
            _ => false,
        };
}
