using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.SignIn;

/// <summary><c>SignIn</c>: who vouches for people, and how long a session lasts.</summary>
public sealed class SignInOptions
{
    /// <summary>The connector that people sign in with; its scopes include <c>openid</c>.</summary>
    public string Connector { get; set; } = "google_tasks";

    /// <summary>A session ends when it was not used for this long.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A session ends this long after the sign-in, used or not.</summary>
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromDays(90);
}

/// <summary>A start without credentials says what is missing instead of failing in the middle of a sign-in.</summary>
internal sealed class SignInOptionsValidation(IOptions<ConnectorsOptions> connectors) : IValidateOptions<SignInOptions>
{
    private static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(1);

    /// <summary>Browsers keep no cookie longer (RFC 6265bis §5.5).</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, SignInOptions options)
    {
        if (!connectors.Value.Connectors.Keys.Contains(options.Connector, StringComparer.Ordinal))
            return ValidateOptionsResult.Fail($"SignIn:Connector names '{options.Connector}', which is not under Connectors.");
        var connector = connectors.Value.Connectors[options.Connector];
        var errors = new List<string>();
        if (!connector.Scopes.Contains("openid", StringComparer.Ordinal))
            errors.Add($"Connectors:{options.Connector}:Scopes must contain openid, because people sign in with it.");
        if (options.IdleTimeout < ShortestSession || options.IdleTimeout > LongestSession)
            errors.Add("SignIn:IdleTimeout must be between 00:00:01 and 400.00:00:00.");
        if (options.AbsoluteTimeout < ShortestSession || options.AbsoluteTimeout > LongestSession)
            errors.Add("SignIn:AbsoluteTimeout must be between 00:00:01 and 400.00:00:00.");
        errors.AddRange(ProviderErrors(connector.Provider!, connectors.Value.Providers[connector.Provider!]));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> ProviderErrors(string name, ProviderOptions provider)
    {
        var key = $"Providers:{name}";
        if (provider.Protocol != ProviderProtocol.OAuth2)
            yield return $"{key}:Protocol must be OAuth2, because people sign in with it.";
        if (string.IsNullOrWhiteSpace(provider.ClientId))
        {
            yield return $"{key}:ClientId is missing: register an OAuth client of the kind \"Web application\" with the provider, then set "
                + $"{Variable(name, "ClientId")} and {Variable(name, "ClientSecret")}, or {Variable(name, "CredentialsFile")}. "
                + "To try it without: dotnet run --project TasksWeb.Sandbox";
        }
        if (string.IsNullOrWhiteSpace(provider.ClientSecret))
            yield return $"{key}:ClientSecret is missing: set {Variable(name, "ClientSecret")} or {Variable(name, "CredentialsFile")}.";
        if (string.IsNullOrWhiteSpace(provider.Issuer))
            yield return $"{key}:Issuer is missing: it names who vouches for people.";
        if (string.IsNullOrWhiteSpace(provider.JwksEndpoint))
            yield return $"{key}:JwksEndpoint is missing: it holds the keys that ID tokens are checked with.";
    }

    private static string Variable(string provider, string name) => $"Providers__{provider}__{name}";
}
