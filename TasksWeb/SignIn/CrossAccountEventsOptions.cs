using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary><c>CrossAccountEvents</c>: what providers tell of people's accounts (Google's Cross-Account Protection).</summary>
public sealed class CrossAccountEventsOptions
{
    /// <summary>The address that takes events exists.</summary>
    public bool Enabled { get; set; }
}

internal sealed class CrossAccountEventsOptionsValidation(IOptions<ConnectorsOptions> connectors)
    : IValidateOptions<CrossAccountEventsOptions>
{
    public ValidateOptionsResult Validate(string? name, CrossAccountEventsOptions options) =>
        !options.Enabled || connectors.Value.Providers.Values.Any(provider => provider.IsOpenId && provider.HasCredentials)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("CrossAccountEvents:Enabled needs a provider with an Issuer and a ClientId.");
}
