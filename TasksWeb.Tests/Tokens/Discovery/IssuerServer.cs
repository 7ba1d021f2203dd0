using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TasksWeb.Tests.Tokens.Discovery;

/// <summary>A web server of an issuer that serves what a test puts there, and nothing else.</summary>
internal sealed class IssuerServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IssuerServer(WebApplication app) => _app = app;

    /// <summary>By path: what answers.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Paths { get; } = new(StringComparer.Ordinal);

    public string Origin => _app.Urls.Single();

    public static async Task<IssuerServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new IssuerServer(builder.Build());
        server._app.Run(context => server.Paths.TryGetValue(context.Request.Path.Value!, out var answer)
            ? answer(context)
            : Task.FromResult(context.Response.StatusCode = StatusCodes.Status404NotFound));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
