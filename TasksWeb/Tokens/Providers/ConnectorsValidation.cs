using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Tokens.Providers;

/// <summary>
/// Reads credentials files, completes base addresses, checks every provider and connector. Messages name the key.
/// </summary>
internal sealed class ConnectorsValidation(IHostEnvironment environment, IConfiguration configuration)
    : IPostConfigureOptions<ConnectorsOptions>, IValidateOptions<ConnectorsOptions>
{
    /// <summary>They are read together, as <see cref="ConnectorsOptions"/>.</summary>
    public static IReadOnlyList<SettingsSection> Sections { get; } =
    [
        new("Providers", typeof(IDictionary<string, ProviderOptions>)),
        new("Connectors", typeof(IDictionary<string, ConnectorOptions>)),
    ];

    public void PostConfigure(string? name, ConnectorsOptions options)
    {
        foreach (var provider in options.Providers.Values)
        {
            if (!string.IsNullOrWhiteSpace(provider.CredentialsFile)
                && CredentialsFile.Read(provider.CredentialsFile) is var (id, secret))
            {
                // An empty environment variable counts as not set.
                if (string.IsNullOrWhiteSpace(provider.ClientId))
                    provider.ClientId = id;
                if (string.IsNullOrWhiteSpace(provider.ClientSecret))
                    provider.ClientSecret = secret;
            }
        }
        // Relative paths are appended to it (RFC 3986 §5.2.3).
        foreach (var connector in options.Connectors.Values)
        {
            if (!string.IsNullOrWhiteSpace(connector.ApiBaseAddress) && !connector.ApiBaseAddress.EndsWith('/'))
                connector.ApiBaseAddress += "/";
            if (!string.IsNullOrWhiteSpace(connector.CallPrefix) && !connector.CallPrefix.EndsWith('/'))
                connector.CallPrefix += "/";
        }
    }

    public ValidateOptionsResult Validate(string? name, ConnectorsOptions options)
    {
        var addresses = new AddressValidation(plainHttpIsAllowed: environment.IsDevelopment());
        var provider = new ProviderValidation(addresses);
        // By what is written: a provider with something in it that cannot be read is not among the options.
        string[] providers = [.. configuration.GetSection("Providers").GetChildren().Select(one => one.Key)];
        var connector = new ConnectorValidation(addresses, providers, options);
        var errors = options.Providers.SelectMany(entry => provider.ErrorsOf($"Providers:{entry.Key}", entry.Value))
            .Concat(options.Connectors.SelectMany(entry => connector.ErrorsOf(entry.Key, entry.Value)))
            .Concat(Sections.SelectMany(section => section.ErrorsOf(configuration)))
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
