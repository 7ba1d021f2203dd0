using Microsoft.Extensions.Options;

namespace TasksWeb.Tokens;

/// <summary>Reads credentials files and checks every provider and connector; each message names its key.</summary>
internal sealed class ConnectorsValidation(IHostEnvironment environment, IConfiguration configuration)
    : IPostConfigureOptions<ConnectorsOptions>, IValidateOptions<ConnectorsOptions>
{
    public void PostConfigure(string? name, ConnectorsOptions options)
    {
        foreach (var provider in options.Providers.Values)
        {
            if (!string.IsNullOrWhiteSpace(provider.CredentialsFile) && CredentialsFile.Read(provider.CredentialsFile) is var (id, secret))
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
        var addresses = new AddressValidation(plainHttpIsAllowed: environment.IsDevelopment());
        var provider = new ProviderValidation(addresses);
        var connector = new ConnectorValidation(addresses, options);
        var errors = options.Providers.SelectMany(entry => provider.ErrorsOf($"Providers:{entry.Key}", entry.Value))
            .Concat(options.Connectors.SelectMany(entry => connector.ErrorsOf(entry.Key, entry.Value)))
            .Concat(Misspelt<ProviderOptions>(configuration.GetSection("Providers")))
            .Concat(Misspelt<ConnectorOptions>(configuration.GetSection("Connectors")))
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>A misspelt key would do nothing, and nobody would know why.</summary>
    public static IEnumerable<string> Misspelt<T>(IConfigurationSection all)
    {
        string[] known = [.. typeof(T).GetProperties().Select(property => property.Name)];
        return all.GetChildren()
            .SelectMany(one => one.GetChildren())
            .Where(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => $"{setting.Path} is not a setting. There are: {string.Join(", ", known)}.");
    }
}
