using System.Text.Json;
using Microsoft.Extensions.Options;

namespace TasksWeb.Tokens;

/// <summary>Reads credentials files and checks every provider and connector; each message names its key.</summary>
internal sealed class ConnectorsValidation(IHostEnvironment environment)
    : IPostConfigureOptions<ConnectorsOptions>, IValidateOptions<ConnectorsOptions>
{
    public void PostConfigure(string? name, ConnectorsOptions options)
    {
        foreach (var provider in options.Providers.Values)
        {
            if (!string.IsNullOrWhiteSpace(provider.CredentialsFile) && ReadCredentials(provider.CredentialsFile) is var (id, secret))
            {
                // An empty environment variable is none.
                if (string.IsNullOrWhiteSpace(provider.ClientId))
                    provider.ClientId = id;
                if (string.IsNullOrWhiteSpace(provider.ClientSecret))
                    provider.ClientSecret = secret;
            }
        }
    }

    public ValidateOptionsResult Validate(string? name, ConnectorsOptions options)
    {
        var errors = options.Providers.SelectMany(entry => ProviderErrors($"Providers:{entry.Key}", entry.Value))
            .Concat(options.Connectors.SelectMany(entry => ConnectorErrors(entry.Key, entry.Value, options)))
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ProviderErrors(string key, ProviderOptions provider)
    {
        if (!string.IsNullOrWhiteSpace(provider.CredentialsFile) && ReadCredentials(provider.CredentialsFile) is null)
        {
            yield return $"{key}:CredentialsFile: {Path.GetFullPath(provider.CredentialsFile)} is not a readable credentials file of the kind "
                + "\"Web application\" (JSON with \"web\").";
        }
        foreach (var error in AddressErrors($"{key}:AuthorizationEndpoint", provider.AuthorizationEndpoint, required: true)
            .Concat(AddressErrors($"{key}:TokenEndpoint", provider.TokenEndpoint, required: true))
            .Concat(AddressErrors($"{key}:RevocationEndpoint", provider.RevocationEndpoint, required: false))
            .Concat(AddressErrors($"{key}:UserInformationEndpoint", provider.UserInformationEndpoint, required: false))
            .Concat(AddressErrors($"{key}:JwksEndpoint", provider.JwksEndpoint, required: false)))
            yield return error;
        if (provider.ExpiryRule is { } rule && (rule.Array.Length == 0 || rule.Property.Length == 0 || rule.Value.Length == 0))
            yield return $"{key}:ExpiryRule needs Array, Property and Value.";
    }

    private IEnumerable<string> ConnectorErrors(string name, ConnectorOptions connector, ConnectorsOptions options)
    {
        var key = $"Connectors:{name}";
        if (!name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            yield return $"{key}: a connector's name has lower-case letters, digits, '_' and '-' only.";
        if (connector.Provider is null || !options.Providers.ContainsKey(connector.Provider))
            yield return $"{key}:Provider must name one of: {string.Join(", ", options.Providers.Keys)}.";
        foreach (var error in AddressErrors($"{key}:ApiBaseAddress", connector.ApiBaseAddress, required: true))
            yield return error;
        if (connector.ApiBaseAddress is { Length: > 0 } address && !address.EndsWith('/'))
            yield return $"{key}:ApiBaseAddress must end with '/'.";
    }

    private IEnumerable<string> AddressErrors(string key, string? value, bool required)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (required)
                yield return $"{key} is missing.";
        }
        else if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0)
        {
            yield return $"{key} must be an absolute https address.";
        }
        else if (uri.Scheme != "https" && !environment.IsDevelopment())
        {
            yield return $"{key} must be https outside Development.";
        }
    }

    /// <summary>Google's console downloads <c>{"web":{"client_id":…,"client_secret":…}}</c>.</summary>
    private static (string Id, string Secret)? ReadCredentials(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var web = json.RootElement.GetProperty("web");
            return web.GetProperty("client_id").GetString() is { } id && web.GetProperty("client_secret").GetString() is { } secret
                ? (id, secret)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
