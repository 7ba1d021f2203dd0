using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TasksWeb.Tests.App;

/// <summary>
/// A reverse proxy that terminates TLS, as in front of an installation. It sets the forwarded headers.
/// </summary>
public sealed class FrontDoor : IAsyncDisposable
{
    private static readonly string[] NotPassedOn = ["Connection", "Transfer-Encoding", "Keep-Alive"];

    private readonly HttpMessageInvoker _inside = new(
        new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly WebApplication _app;

    private FrontDoor()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(MakeCertificate())));
        _app = builder.Build();
        _app.Run(PassOnAsync);
    }

    /// <summary>What lies behind.</summary>
    public Uri? Target { get; set; }

    public Uri Address { get; private set; } = null!;

    public static async Task<FrontDoor> OpenAsync()
    {
        var door = new FrontDoor();
        await door._app.StartAsync();
        var addresses = door._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        door.Address = new Uri(addresses.First());
        return door;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _inside.Dispose();
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(Target!, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0)
            request.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers)
        {
            if (!NotPassedOn.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        request.Headers.Host = context.Request.Host.Value;
        request.Headers.Add("X-Forwarded-For", context.Connection.RemoteIpAddress!.ToString());
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await _inside.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key)))
            context.Response.Headers[name] = values.ToArray();
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=TasksWeb test", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
