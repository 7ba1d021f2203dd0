using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TasksWeb.Broker;
using TasksWeb.Sandbox.Authorization;
using TasksWeb.Storage.Encryption;
using TasksWeb.Tests.App;
using TasksWeb.Tests.Broker;
using TasksWeb.Tests.Broker.Events;

namespace TasksWeb.Tests.Foundation;

/// <summary>Secrets in files: a key with <c>File</c> at the end names the file.</summary>
public sealed class SecretFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_secret_can_be_in_a_file()
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Storage:ConnectionString"] = null,
            ["Storage:ConnectionStringFile"] = Write("store", $"Data Source={_folder["elsewhere.db"]}\n"),
            ["Encryption:Keys:0File"] = Write("key", key + "\r\n"),
            ["Providers:google:ClientSecret"] = null,
            ["providers:google:clientsecretfile"] = Write("secret", SandboxClient.CreateDefault().ClientSecret + "\n"),
            ["Providers:google:PreviousClientSecretFile"] = Write("previous", "former"),
        });

        using var person = await app.SignInAsync();

        Assert.True(File.Exists(_folder["elsewhere.db"]));
        Assert.Equal([key], app.Services.GetRequiredService<IOptions<EncryptionOptions>>().Value.Keys);
        Assert.Equal("former", app.Services.GetRequiredService<IConfiguration>()["Providers:google:PreviousClientSecret"]);
    }

    [Fact]
    public async Task Keys_from_files_keep_their_places_in_the_list()
    {
        string[] keys = [.. Enumerable.Range(0, 3).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))];
        await using var app = await TestApp.StartAsync(settings: new()
        {
            ["Encryption:Keys:0File"] = Write("first", keys[0]),
            ["Encryption:Keys:1"] = keys[1],
            ["Encryption:Keys:2File"] = Write("third", keys[2]),
        });

        Assert.Equal(keys, app.Services.GetRequiredService<IOptions<EncryptionOptions>>().Value.Keys);
    }

    [Fact]
    public async Task A_file_that_changes_is_read_again()
    {
        await using var app = await TestApp.StartAsync(
            settings: new() { ["Providers:fitbit:PreviousClientSecretFile"] = Write("secret", "one") });
        var settings = app.Services.GetRequiredService<IConfiguration>();
        Assert.Equal("one", settings["Providers:fitbit:PreviousClientSecret"]);

        Write("secret", "two");

        Assert.Equal("two", settings["Providers:fitbit:PreviousClientSecret"]);
    }

    [Fact]
    public async Task Both_secrets_of_a_webhook_can_be_in_files()
    {
        await using var receiver = await Receiver.StartAsync();
        var signatures = new TaskCompletionSource<string>();
        receiver.Answer = (_, context) =>
        {
            signatures.TrySetResult(context.Request.Headers["webhook-signature"].ToString());
            return Task.CompletedTask;
        };
        var secret = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        await using var app = await TestApp.StartAsync(settings: new(receiver.Settings())
        {
            ["Broker:Keys:0:Webhook:Secret"] = null,
            ["Broker:Keys:0:Webhook:SecretFile"] = Write("secret", secret + "\n"),
            ["Broker:Keys:0:Webhook:PreviousSecretFile"] = Write("previous", Receiver.Secret + "\n"),
        });
        app.Sandbox.Client.Allow(BrokerFixture.RedirectUri);
        (await app.ObtainAsync(BrokerFixture.Reports, "customer-7", app.Sandbox.Accounts.Alex)).Dispose();

        // The receiver knows the previous secret.
        Assert.Equal(2, (await signatures.Task.WaitAsync(TimeSpan.FromMinutes(1))).Split(' ').Length);
        Assert.Equal(0, receiver.Forged);
        Assert.Equal(secret, app.Services.GetRequiredService<IOptions<BrokerOptions>>().Value.Keys[0].Webhook.Secret);
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(_folder[name], content);
        return _folder[name];
    }
}
