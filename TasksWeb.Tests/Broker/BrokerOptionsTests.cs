using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Foundation;
using TasksWeb.Tokens.Providers;

namespace TasksWeb.Tests.Broker;

/// <summary>A key of the broker that is wrong is told with the setting it stands under.</summary>
public sealed class BrokerOptionsTests
{
    [Theory]
    [InlineData("Broker:Keys:0:Name", "Two Words")]
    [InlineData("Broker:Keys:0:Name", "")]
    [InlineData("Broker:Keys:0:Sha256", "reports-key-0123456789abcdef")]
    [InlineData("Broker:Keys:0:Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("Broker:Keys:0:PreviousSha256", "former-key")]
    [InlineData("Broker:Keys:0:PreviousSha256", "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b")]
    [InlineData("Broker:Keys:0:PreviousSha256", "1111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("Broker:Keys:0:PreviousSha256", "2222222222222222222222222222222222222222222222222222222222222222")]
    [InlineData("Broker:Keys:0:PreviousValidUntil", "2027-03-31T00:00:00Z")]
    [InlineData("Broker:Keys:0:ValidUntil", "2027-03-31")]
    [InlineData("Broker:Keys:0:ValidUntil", "2027-03-31T00:00:00")]
    [InlineData("Broker:Keys:0:ValidUntil", "soon")]
    [InlineData("Broker:Keys:0:Connectors", null)]
    [InlineData("Broker:Keys:0:Connectors:0", "google_calender")]
    [InlineData("Broker:Keys:0:Identifiers", "7")]
    [InlineData("Broker:Keys:0:Identifiers", "Everybody")]
    [InlineData("Broker:Keys:0:Connector", "google_drive")]
    [InlineData("Broker:Keys:1:Name", "reports")]
    [InlineData("Broker:Keys:1:Sha256", "1111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("Broker:AuditRetention", "00:00:00")]
    [InlineData("Broker:Keys:1:Release", "Everything")]
    [InlineData("Broker:Keys:1:Methods:0", "TRACE")]
    [InlineData("Broker:Keys:1:Methods:0", "get")]
    [InlineData("Broker:Keys:1:PathPrefixes:0", "../drive")]
    [InlineData("Broker:Keys:1:PathPrefixes:0", "https://elsewhere.example/")]
    [InlineData("Broker:Keys:1:PathPrefixes:0", "")]
    [InlineData("Broker:Keys:0:ReturnAddresses:0", "http://backend.example/done")]
    [InlineData("Broker:Keys:0:ReturnAddresses:0", "https://user@backend.example/done")]
    [InlineData("Broker:Keys:0:ReturnAddresses:0", "https://backend.example/done?result=connected")]
    [InlineData("Broker:Keys:0:ReturnAddresses:0", "javascript:alert(1)")]
    [InlineData("Broker:Keys:0:Webhook:Url", "http://backend.example/events")]
    [InlineData("Broker:Keys:0:Webhook:Url", "https://user@backend.example/events")]
    [InlineData("Broker:Keys:0:Webhook:Secret", "whsec_c2hvcnQ=")]
    [InlineData("Broker:Keys:0:Webhook:Secret", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("Broker:Keys:0:Webhook:AllowedNetworks:0", "10.1.0.0")]
    [InlineData("Broker:Keys:0:Webhook:Timeout", "00:00:00")]
    [InlineData("Broker:Keys:0:Webhook:Timeout", "00:02:00")]
    [InlineData("Broker:Calls:MaxRequestBytes", "1")]
    [InlineData("Broker:Calls:IdleTimeout", "00:00:00")]
    public void A_wrong_setting_is_named(string key, string? value)
    {
        var settings = new Dictionary<string, string?>(InOrder) { [key] = value };
        if (value is null)
            settings.Remove($"{key}:0");

        Assert.StartsWith(key, Assert.Single(ErrorsOf(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Bounds_of_calls_without_the_right_to_make_any_are_named() => Assert.StartsWith(
        "Broker:Keys:0:Release must be Call or Both",
        Assert.Single(ErrorsOf(new(InOrder) { ["Broker:Keys:0:Methods:0"] = "POST" })),
        StringComparison.Ordinal);

    [Fact]
    public void Valid_keys_have_no_errors() => Assert.Empty(ErrorsOf(InOrder));

    private static readonly Dictionary<string, string?> InOrder = new()
    {
        ["Broker:Keys:0:Name"] = "reports",
        ["Broker:Keys:0:Sha256"] = new string('1', 64),
        ["Broker:Keys:0:Connectors:0"] = "google_drive",
        ["Broker:Keys:0:ValidUntil"] = "2027-03-31T00:00:00+09:00",
        ["Broker:Keys:0:Webhook:Url"] = "https://backend.example/events",
        ["Broker:Keys:0:Webhook:Secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ["Broker:Keys:0:Webhook:AllowedNetworks:0"] = "10.1.0.0/16",
        ["Broker:Keys:1:Name"] = "Planner-2.x",
        ["Broker:Keys:1:Sha256"] = new string('2', 64),
        ["Broker:Keys:1:PreviousSha256"] = new string('3', 64),
        ["Broker:Keys:1:PreviousValidUntil"] = "2027-03-31T00:00Z",
        ["Broker:Keys:1:Connectors:0"] = "google_drive",
        ["Broker:Keys:1:Identifiers"] = "Users",
        ["Broker:Keys:1:Release"] = "Both",
        ["Broker:Keys:1:Methods:0"] = "POST",
        ["Broker:Keys:1:PathPrefixes:0"] = "files",
    };

    private static List<string> ErrorsOf(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSettings<BrokerOptions>("Broker");
        services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptionsValidation>();
        services.Configure<ConnectorsOptions>(options => options.Connectors["google_drive"] = new ConnectorOptions
        {
            Provider = "google",
            ApiBaseAddress = "https://www.googleapis.com/",
        });
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptions<BrokerOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }
}
