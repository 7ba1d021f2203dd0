using System.Net;
using System.Net.Http.Headers;
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
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
        });
        var transformer = new WithToken(await Console.In.ReadLineAsync() ?? "");
        await Contender.ServeAsync(static services => services.AddHttpForwarder(), services =>
        {
            var forwarder = services.GetRequiredService<IHttpForwarder>();
            return async context => await forwarder.SendAsync(context, upstream, http, ForwarderRequestConfig.Empty, transformer);
        });
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
