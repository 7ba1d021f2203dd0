using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Events;

/// <summary>One event as a backend received it; its signature was checked.</summary>
internal sealed record ReceivedEvent(string Path, string Id, JsonElement Body)
{
    public string Type => Body.GetProperty("type").GetString()!;

    public JsonElement Data => Body.GetProperty("data");

    public long Sequence => Data.GetProperty("sequence").GetInt64();
}

/// <summary>A backend that receives events, and answers as a test wishes.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedEvent> _all = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Every attempt, whatever it was answered.</summary>
    public IReadOnlyList<ReceivedEvent> All => [.. _all];

    /// <summary>Requests whose signature is not that of the secret.</summary>
    public int Forged { get; private set; }

    public Func<ReceivedEvent, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public string Origin => _app.Urls.Single();

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The settings of the fixture's keys, two of them with this receiver.</summary>
    public Dictionary<string, string?> Settings(bool isAllowed = true)
    {
        var settings = new Dictionary<string, string?>(BrokerFixture.Settings);
        foreach (var (key, name) in ((string, string)[])[("0", "reports"), ("2", "insight")])
        {
            settings[$"Broker:Keys:{key}:Webhook:Url"] = $"{Origin}/{name}";
            settings[$"Broker:Keys:{key}:Webhook:Secret"] = Secret;
            if (isAllowed)
                settings[$"Broker:Keys:{key}:Webhook:AllowedNetworks:0"] = "127.0.0.0/8";
        }
        return settings;
    }

    public Task UntilAsync(int count, string what) =>
        StoredGrants.UntilAsync(() => Task.FromResult(_all.Count >= count), what);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        string Header(string name) => context.Request.Headers[name].ToString();
        var at = long.Parse(Header("webhook-timestamp"), CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{Header("webhook-id")}.{at}.{Encoding.UTF8.GetString(body.ToArray())}");
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), signed);
        if (!Header("webhook-signature").Split(' ').Contains($"v1,{Convert.ToBase64String(mac)}"))
            Forged++;
        using var json = JsonDocument.Parse(body.ToArray());
        var received = new ReceivedEvent(context.Request.Path, Header("webhook-id"), json.RootElement.Clone());
        _all.Enqueue(received);
        await Answer(received, context);
    }
}
