using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using TasksWeb.Foundation;

namespace TasksWeb.Hosting;

/// <summary>
/// <c>Proxies</c>: whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are trusted; by default nobody's. The host is read
/// from <c>Host</c> alone, because most proxies forward a client's own <c>X-Forwarded-Host</c>.
/// </summary>
public sealed class ProxyOptions
{
    public IList<string> Addresses { get; } = [];

    /// <summary>As <c>10.0.0.0/8</c>.</summary>
    public IList<string> Networks { get; } = [];
}

internal sealed class ProxyOptionsValidation : IValidateOptions<ProxyOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxyOptions options)
    {
        var errors = options.Addresses
            .Select((text, index) => IPAddress.TryParse(text, out _)
                ? null
                : $"Proxies:Addresses:{index} must be an IP address, for example 10.0.0.2.")
            .Concat(options.Networks.Select((text, index) => System.Net.IPNetwork.TryParse(text, out _)
                ? null
                : $"Proxies:Networks:{index} must be a network, for example 10.0.0.0/8."))
            .OfType<string>()
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}

internal static class Proxies
{
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<ProxyOptions>("Proxies");
        builder.Services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidation>();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((options, proxies) =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var address in proxies.Value.Addresses)
                options.KnownProxies.Add(IPAddress.Parse(address));
            foreach (var network in proxies.Value.Networks)
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));

            // With both lists empty, the middleware would trust everybody.
            options.ForwardedHeaders = options.KnownProxies.Count + options.KnownIPNetworks.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        });
    }

    public static void UseProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.ForwardedHeaders != ForwardedHeaders.None)
            app.UseForwardedHeaders();
    }
}
