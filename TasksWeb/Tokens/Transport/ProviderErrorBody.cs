using System.Text.Json;

namespace TasksWeb.Tokens.Transport;

/// <summary>
/// The reason and the message in a provider's error body. Google:
/// <c>{"error":{"message","status","errors":[{"reason"}],"details":[{"reason"}]}}</c>; Fitbit:
/// <c>{"errors":[{"errorType","message"}]}</c>; OAuth: <c>{"error","error_description"}</c>.
/// </summary>
internal readonly record struct ProviderErrorBody(string? Reason, string? Message)
{
    private const int MaxLength = 500;

    public static ProviderErrorBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = ProviderJson.Parse(body.Span);
            if (Member(root, "error") is { ValueKind: JsonValueKind.Object } error)
            {
                return new(
                    Text(First(error, "details"), "reason") ?? Text(First(error, "errors"), "reason") ?? Text(error, "status"),
                    Text(error, "message"));
            }
            return First(root, "errors") is { } first
                ? new(Text(first, "errorType"), Text(first, "message"))
                : new(Text(root, "error"), Text(root, "error_description"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static JsonElement? First(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0 ? array[0] : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text
            ? text.Length <= MaxLength ? text : text[..MaxLength]
            : null;
}
