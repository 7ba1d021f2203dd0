using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TasksWeb.Tests.Broker.Calls;

/// <summary>A request that a provider's API received.</summary>
public sealed record SeenCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers);

/// <summary>A provider's API on a real socket that records each request and responds as a test says.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Upstream(WebApplication server, Uri address) => (_server, Address) = (server, address);

    public Uri Address { get; }

    public ConcurrentQueue<SeenCall> Seen { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = Ok;

    public static Task Ok(HttpContext context) => context.Response.WriteAsync("ok");

    public static async Task<Upstream> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var server = builder.Build();
        Upstream upstream = null!;
        server.Run(context =>
        {
            upstream.Seen.Enqueue(new(
                context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                context.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            return upstream.Answer(context);
        });
        await server.StartAsync();
        var address = server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return upstream = new Upstream(server, new Uri(address));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
