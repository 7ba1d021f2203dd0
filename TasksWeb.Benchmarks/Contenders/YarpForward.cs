using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>
/// Yarp's forwarder with one fixed token: no key, no policy, no vault. Its address and token pass as those of
/// <see cref="Contender"/> do.
/// </summary>
internal static class YarpForward
{
    public const string Role = "yarp";

    public static async Task RunAsync(string upstream)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddHttpForwarder();
        await using var app = builder.Build();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        });
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var transformer = new WithToken(await Console.In.ReadLineAsync() ?? "");
        app.Run(async context => await forwarder.SendAsync(context, upstream, http, ForwarderRequestConfig.Empty, transformer));
        await app.StartAsync();
        var addresses =
            app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        await Console.Out.WriteLineAsync(addresses.First());
        await Console.In.ReadToEndAsync();
    }

    private sealed class WithToken(string token) : HttpTransformer
    {
        private readonly AuthenticationHeaderValue _bearer = new("Bearer", token);

        public override async ValueTask TransformRequestAsync(
            HttpContext context, HttpRequestMessage request, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(context, request, destinationPrefix, cancellationToken);
            request.Headers.Authorization = _bearer;
        }
    }
}
