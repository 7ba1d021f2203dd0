using System.Text.Json;
using TasksWeb.Tokens.Providers;
using TasksWeb.Tokens.Transport;

namespace TasksWeb.Tokens.Discovery;

/// <summary>A metadata document as it arrived (RFC 8414 §2).</summary>
internal static class MetadataDocument
{
    /// <exception cref="MetadataException">It cannot be used; the message says why.</exception>
    public static ProviderMetadata Parse(
        ReadOnlyMemory<byte> body, string issuer, bool plainHttpIsAllowed, DateTimeOffset now)
    {
        var addresses = new AddressValidation(plainHttpIsAllowed);
        try
        {
            using var json = JsonDocument.Parse(ByteOrderMark.Skip(body), new() { AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new MetadataException("it is not a JSON object");
            // §3.3: otherwise one server could impersonate another.
            if (Text(root, "issuer") is var named && named != issuer)
                throw new MetadataException($"its issuer is {Short(named)}, and Issuer is set to {issuer}");
            return new ProviderMetadata(
                issuer, Endpoint("authorization_endpoint")!, Endpoint("token_endpoint")!,
                Endpoint("revocation_endpoint", isRequired: false), Endpoint("userinfo_endpoint", isRequired: false),
                Endpoint("jwks_uri", isRequired: false),
                Endpoint("pushed_authorization_request_endpoint", isRequired: false),
                IsTrue(root, "require_pushed_authorization_requests"), AuthenticationOf(root),
                IsTrue(root, "authorization_response_iss_parameter_supported"), now);

            string? Endpoint(string name, bool isRequired = true)
            {
                var address = Text(root, name);
                return addresses.ErrorsOf(name, address, isRequired).FirstOrDefault() is { } error
                    ? throw new MetadataException(error.TrimEnd('.'))
                    : address;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new MetadataException("it is not JSON, or says a thing twice");
        }
    }

    /// <summary>The default is HTTP Basic (RFC 8414 §2).</summary>
    private static ClientAuthentication AuthenticationOf(JsonElement root)
    {
        if (!root.TryGetProperty("token_endpoint_auth_methods_supported", out var methods)
            || methods.ValueKind != JsonValueKind.Array)
            return ClientAuthentication.Basic;
        var named = methods.EnumerateArray().Where(method => method.ValueKind == JsonValueKind.String).ToList();
        return named.Exists(method => method.ValueEquals("client_secret_basic"))
            || !named.Exists(method => method.ValueEquals("client_secret_post"))
                ? ClientAuthentication.Basic
                : ClientAuthentication.Body;
    }

    private static bool IsTrue(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string? text) => text is null ? "missing" : text.Length <= 200 ? text : text[..200] + "…";
}

/// <summary>Metadata cannot be read or used; the message says why.</summary>
public sealed class MetadataException(string message) : Exception(message);
