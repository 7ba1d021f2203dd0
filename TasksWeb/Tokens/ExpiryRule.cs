using System.Text.Json;

namespace TasksWeb.Tokens;

/// <summary>
/// <c>Providers:{p}:ExpiryRule</c>: an answer whose JSON body has, in the array <see cref="Array"/>, an object whose
/// <see cref="Property"/> is <see cref="Value"/> says that the access token has expired, whatever its status. Fitbit:
/// <c>errors[].errorType == "expired_token"</c>.
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
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Array, out var errors)
                && errors.ValueKind == JsonValueKind.Array
                && errors.EnumerateArray().Any(error =>
                    error.ValueKind == JsonValueKind.Object
                    && error.TryGetProperty(Property, out var property)
                    && property.ValueKind == JsonValueKind.String
                    && property.ValueEquals(Value));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
