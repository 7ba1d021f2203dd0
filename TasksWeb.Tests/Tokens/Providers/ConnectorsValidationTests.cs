using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Tokens.Providers;

/// <summary>What is wrong in a provider or connector is told with the key it stands under, all of it at once.</summary>
public sealed class ConnectorsValidationTests
{
    private static readonly Dictionary<string, string?> Acme = new()
    {
        ["Providers:acme:AuthorizationEndpoint"] = "https://acme.example/authorize",
        ["Providers:acme:TokenEndpoint"] = "https://acme.example/token?tenant=a",
        ["Connectors:acme_notes:Provider"] = "acme",
        ["Connectors:acme_notes:Scopes:0"] = "notes:read",
    };

    [Theory]
    [InlineData("Providers:acme:AuthorizationEndpoint", null)]
    [InlineData("Providers:acme:AuthorizationEndpoint", "acme.example/authorize")]
    [InlineData("Providers:acme:AuthorizationEndpoint", "https://acme.example/authorize#here")]
    [InlineData("Providers:acme:TokenEndpoint", null)]
    [InlineData("Providers:acme:TokenEndpoint", "http://acme.example/token")]
    [InlineData("Providers:acme:TokenEndpoint", "https://user:secret@acme.example/token")]
    [InlineData("Providers:acme:RevocationEndpoint", "ftp://acme.example/revoke")]
    [InlineData("Providers:acme:UserInformationEndpoint", "/userinfo")]
    [InlineData("Providers:acme:JwksEndpoint", "javascript:alert(1)")]
    [InlineData("Providers:acme:AuthorizationParameters:state", "mine")]
    [InlineData("Providers:acme:ConsentParameters:redirect_uri", "https://elsewhere.example/")]
    [InlineData("Providers:acme:TokenParameters:refresh_token", "mine")]
    [InlineData("Providers:acme:UsePkce", "false", "Providers:acme:ClientAuthentication", "None")]
    [InlineData("Providers:acme:Preset", "githup")]
    [InlineData("Providers:acme:PushedAuthorizationRequestEndpoint", null, "Providers:acme:UsePar", "true")]
    [InlineData("Providers:acme:Issuer", "acme.example", "Providers:acme:TokenEndpoint", "")]
    [InlineData("Providers:acme:Issuer", "http://acme.example", "Providers:acme:TokenEndpoint", "")]
    [InlineData("Providers:acme:ExpiryRule:Property", "", "Providers:acme:ExpiryRule:Value", "expired")]
    [InlineData("Providers:acme:ExpiryRule:Value", "", "Providers:acme:ExpiryRule:Property", "error")]
    [InlineData("Providers:acme:InactivityLimit", "00:00:00")]
    [InlineData("Providers:acme:InactivityLimit", "-1.00:00:00")]
    [InlineData("Providers:acme:InactivityLimit", "half a year")]
    [InlineData("Providers:acme:UsePkce", "perhaps")]
    [InlineData("Providers:acme:UsePkce", "")]
    [InlineData("Providers:acme:ClientAuthentication", "Digest")]
    [InlineData("Providers:acme:ClientAuthentication", "7")]
    [InlineData("Providers:acme:RefreshesPerSecond", "many")]
    [InlineData("Providers:acme:RefreshesPerSecond", "0")]
    [InlineData("Providers:acme:ExpiryRule:Key", "error", "Providers:acme:ExpiryRule:Property", "error", "Providers:acme:ExpiryRule:Value", "expired")]
    [InlineData("Providers:acme:PictureOrigins:0", "https://acme.example; script-src *")]
    [InlineData("Providers:acme:CredentialsFile", "/nowhere/client.json")]
    [InlineData("Providers:acme:Scope", "notes")]
    [InlineData("Connectors:acme_notes:Provider", "acne")]
    [InlineData("Connectors:acme_notes:Provider", null)]
    [InlineData("Connectors:acme_notes:Scopes:0", "notes files")]
    [InlineData("Connectors:acme_notes:Scopes:0", "")]
    [InlineData("Connectors:acme_notes:Scopes", "notes:read")]
    [InlineData("Connectors:acme_notes:ApiBaseAddress", "http://acme.example/")]
    [InlineData("Connectors:acme_notes:Successor", "acme_notebooks")]
    [InlineData("Connectors:acme_notes:Successor", "acme_notes")]
    [InlineData("Connectors:acme_notes:RedirectUri", "https://tasks.example/callback")]
    public void A_wrong_setting_is_named(string key, string? value, params string[] besides)
    {
        var settings = new Dictionary<string, string?>(Acme) { [key] = value };
        foreach (var pair in besides.Chunk(2))
            settings[pair[0]] = pair[1];

        var failure = Assert.Single(ErrorsOf(settings));

        Assert.StartsWith(key, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connector_name_that_is_invalid_in_a_path_is_reported()
    {
        var settings = new Dictionary<string, string?>(Acme) { ["Connectors:Acme Notes:Provider"] = "acme" };

        Assert.StartsWith("Connectors:Acme Notes", Assert.Single(ErrorsOf(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var settings = new Dictionary<string, string?>(Acme)
        {
            ["Providers:acme:TokenEndpoint"] = null,
            ["Providers:acme:Secret"] = "x",
            ["Connectors:acme_notes:Successor"] = "none",
        };

        Assert.Equal(3, ErrorsOf(settings).Count);
    }

    [Fact]
    public void An_unreadable_value_is_reported_with_the_expected_format()
    {
        var settings = new Dictionary<string, string?>(Acme)
        {
            ["Providers:acme:ClientAuthentication"] = "Digest",
            ["Providers:acme:RotatesRefreshTokens"] = "yes",
        };

        Assert.Equal(
            ["Providers:acme:ClientAuthentication must be Body or Basic or None or PrivateKeyJwt.", "Providers:acme:RotatesRefreshTokens must be true or false."],
            ErrorsOf(settings));
    }

    [Fact]
    public void A_provider_without_OAuth_needs_no_endpoints()
    {
        var settings = new Dictionary<string, string?> { ["Providers:acme:Protocol"] = "None", ["Connectors:acme_notes:Provider"] = "acme" };

        Assert.Empty(ErrorsOf(settings));
    }

    [Fact]
    public void A_valid_provider_has_no_errors() => Assert.Empty(ErrorsOf(Acme));

    [Theory]
    [InlineData("https://acme.example")]
    [InlineData("https://acme.example/v1")]
    [InlineData("https://acme.example/v1/")]
    public void A_base_address_ends_with_a_slash_however_it_is_written(string address)
    {
        var connector = new ConnectorOptions { ApiBaseAddress = address };
        var options = new ConnectorsOptions { Connectors = { ["acme_notes"] = connector } };

        new ConnectorsValidation(new HostingEnvironment(), new ConfigurationBuilder().Build()).PostConfigure(Options.DefaultName, options);

        Assert.Equal(address.TrimEnd('/') + "/", connector.ApiBaseAddress);
    }

    private static List<string> ErrorsOf(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var options = new ConnectorsOptions();
        configuration.Bind(options);
        var validation = new ConnectorsValidation(
            new HostingEnvironment { EnvironmentName = Environments.Production }, configuration);
        return [.. validation.Validate(Options.DefaultName, options).Failures ?? []];
    }
}
