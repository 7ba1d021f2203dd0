using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using TasksWeb.Sandbox.Processes;

namespace TasksWeb.Tests.App;

/// <summary>The app with Production's rules: it and its provider are reached over https, through proxies of their own.</summary>
public sealed class ProductionApp : IAsyncLifetime
{
    private FrontDoor _providersDoor = null!;

    public TestApp App { get; private set; } = null!;

    /// <summary>Where people come in.</summary>
    public FrontDoor Door { get; private set; } = null!;

    public Visitor Visit() => new(Door.Address);

    public async Task InitializeAsync()
    {
        Door = await FrontDoor.OpenAsync();
        _providersDoor = await FrontDoor.OpenAsync();
        App = await TestApp.StartAsync(
            settings: new(SandboxSettings.Endpoints(_providersDoor.Address.GetLeftPart(UriPartial.Authority)))
            {
                ["PublicOrigin"] = Door.Address.GetLeftPart(UriPartial.Authority),
                ["SignIn:Allow:0"] = "*",
                ["Security:HstsIncludeSubDomains"] = "true",
                ["Proxies:Addresses:0"] = "127.0.0.1",
                ["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            },
            environment: "Production",
            services: services =>
                services.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
                handler => ((SocketsHttpHandler)handler.PrimaryHandler).SslOptions.RemoteCertificateValidationCallback = delegate { return true; })));
        Door.Target = App.Address;
        _providersDoor.Target = App.Sandbox.Address;
        App.Sandbox.AllowApp(Door.Address);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Door.DisposeAsync();
        await _providersDoor.DisposeAsync();
    }
}
