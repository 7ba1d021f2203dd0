using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>A backend whose identifiers are the people who sign in here, and one person of each kind.</summary>
public sealed class PeopleFixture : IAsyncLifetime
{
    public const string Member = "member-key-0123456789abcdef";

    /// <summary>May sign in, has connected <c>echo</c> and has not stopped the key.</summary>
    public const string Allowed = "allowed";

    /// <summary>The same, but is off the allow list now.</summary>
    public const string TakenOff = "taken off";

    /// <summary>The same, but has stopped the key's use of <c>echo</c>.</summary>
    public const string Stopped = "stopped";

    /// <summary>Has never signed in here.</summary>
    public const string Unknown = "unknown";

    private static readonly string[] SignedIn = [Allowed, TakenOff, Stopped];

    public TestApp App { get; private set; } = null!;

    public Upstream Upstream { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await Upstream.StartAsync();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Broker:Keys:4:Name"] = "member",
            ["Broker:Keys:4:Sha256"] = BrokerFixture.DigestOf(Member),
            ["Broker:Keys:4:Release"] = "Both",
            ["Broker:Keys:4:Identifiers"] = "Users",
            ["Broker:Keys:4:Connectors:0"] = "echo",
            ["Broker:Keys:4:Connectors:1"] = "google_drive",
        };
        for (var index = 0; index < SignedIn.Length; index++)
            settings[$"SignIn:Allow:{index}"] = EmailOf(SignedIn[index]);
        App = await CallFixture.StartAsync(Upstream, more: settings);
        foreach (var who in SignedIn)
        {
            var account = App.Sandbox.Accounts.Add(who, EmailOf(who));
            using var person = await App.SignInAsync(who);
            (await App.ObtainAsync(Member, IdOf(who), account, "echo")).Dispose();
            if (who == Stopped)
                await person.PressAsync(await person.OpenAsync("/profile"), "Stop");
        }
        var configuration = (IConfigurationRoot)App.Services.GetRequiredService<IConfiguration>();
        configuration[$"SignIn:Allow:{Array.IndexOf(SignedIn, TakenOff)}"] = "somebody.else@example.com";
        configuration.Reload();
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The person's identifier at the broker.</summary>
    public string IdOf(string who) => who == Unknown ? $"{new Uri(App.Sandbox.Issuer).Host}@1" : App.KeyOf(who).User;

    private static string EmailOf(string who) => $"{who.Replace(' ', '.')}@example.com";
}
