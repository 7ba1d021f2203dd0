using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary>Reports at startup what sign-in lacks.</summary>
internal sealed class SignInOptionsValidation(
    IOptions<ConnectorsOptions> connectors, IConfiguration configuration, IHostEnvironment environment)
    : IValidateOptions<SignInOptions>
{
    /// <summary>Browsers keep no cookie longer (RFC 6265bis §5.5).</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        if (!connectors.Value.Connectors.Keys.Contains(options.Connector, StringComparer.Ordinal))
            return ValidateOptionsResult.Fail($"SignIn:Connector names '{options.Connector}', which is not under Connectors.");
        var errors = Errors(options, connectors.Value.Connectors[options.Connector])
            .Concat(AllowList.ErrorsOf(configuration, environment)).ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> Errors(SignInOptions options, ConnectorOptions connector)
    {
        if (!connector.Scopes.Contains("openid", StringComparer.Ordinal))
            yield return $"Connectors:{options.Connector}:Scopes must contain openid, because people sign in with it.";
        if (!IsSessionLength(options.IdleTimeout))
            yield return "SignIn:IdleTimeout must be between 00:00:01 and 400.00:00:00.";
        if (!IsSessionLength(options.AbsoluteTimeout))
            yield return "SignIn:AbsoluteTimeout must be between 00:00:01 and 400.00:00:00.";
        if (options.MaxSessions is < 1 or > 1000)
            yield return "SignIn:MaxSessions must be between 1 and 1000.";

        var provider = connectors.Value.Providers[connector.Provider!];
        var key = $"Providers:{connector.Provider}";
        var (clientId, clientSecret, file) = (Variable("ClientId"), Variable("ClientSecret"), Variable("CredentialsFile"));
        if (provider.Protocol != ProviderProtocol.OAuth2)
            yield return $"{key}:Protocol must be OAuth2, because people sign in with it.";
        if (string.IsNullOrWhiteSpace(provider.ClientId))
        {
            yield return $"{key}:ClientId is missing: register an OAuth client of the kind \"Web application\" with the "
                + $"provider, then set {clientId} and {clientSecret}, or {file}. "
                + "To try it without: dotnet run --project TasksWeb.Sandbox";
        }
        if (string.IsNullOrWhiteSpace(provider.ClientSecret) && provider.NeedsSecret)
            yield return $"{key}:ClientSecret is missing: set {clientSecret} or {file}.";
        if (string.IsNullOrWhiteSpace(provider.Issuer))
            yield return $"{key}:Issuer is missing: it identifies people together with their subject.";
        if (string.IsNullOrWhiteSpace(provider.JwksEndpoint) && !provider.IsDiscovered)
            yield return $"{key}:JwksEndpoint is missing: it holds the keys that ID tokens are checked with.";

        string Variable(string setting) => $"Providers__{connector.Provider}__{setting}";
    }

    private static bool IsSessionLength(TimeSpan time) => time >= TimeSpan.FromSeconds(1) && time <= LongestSession;
}
