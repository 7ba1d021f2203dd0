using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>
/// Kestrel with nothing but one terminal middleware, which passes on what a client is answered. Writes its address on the first
/// line and ends with its standard input; the token comes on the first line there, where no process list shows it.
/// </summary>
internal static class Contender
{
    /// <summary>What TasksWeb asks its upstream.</summary>
    private const string Path = "tasks/v1/users/@me/lists?maxResults=1000";

    /// <param name="makeClient">Makes the client that sends a token.</param>
    public static async Task RunAsync(string upstream, Func<string, HttpClient> makeClient)
    {
        using var http = makeClient(await Console.In.ReadLineAsync() ?? "");
        http.BaseAddress = new Uri(upstream);
        await ServeAsync(static _ => { }, _ => context => RelayAsync(context, http));
    }

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="makeAnswer">Makes the only middleware.</param>
    internal static async Task ServeAsync(Action<IServiceCollection> configure, Func<IServiceProvider, RequestDelegate> makeAnswer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        configure(builder.Services);
        await using var app = builder.Build();
        app.Run(makeAnswer(app.Services));
        await ServeAsync(app);
    }

    /// <summary>Writes the app's address and serves until standard input ends.</summary>
    internal static async Task ServeAsync(WebApplication app)
    {
        await app.StartAsync();
        var addresses =
            app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        await Console.Out.WriteLineAsync(addresses.First());
        await Console.In.ReadToEndAsync();
    }

    internal static async Task RelayAsync(HttpContext context, HttpClient http)
    {
        using var answer = await http.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
