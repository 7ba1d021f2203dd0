using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace TasksWeb.Operations;

internal static class Proxies
{
    /// <summary>
    /// <c>Proxies:Addresses</c> and <c>Proxies:Networks</c>: whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed.
    /// Nobody's by default. The host is read from <c>Host</c> alone: most proxies pass a client's own <c>X-Forwarded-Host</c> on
    /// as it came.
    /// </summary>
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Proxies");
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var (key, text) in Entries(section, "Addresses"))
                options.KnownProxies.Add(IPAddress.TryParse(text, out var address) ? address : throw Wrong(key, "an IP address, for example 10.0.0.2"));
            foreach (var (key, text) in Entries(section, "Networks"))
                options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(text, out var network) ? network : throw Wrong(key, "a network, for example 10.0.0.0/8"));

            // With both lists empty the middleware would believe everybody.
            options.ForwardedHeaders = options.KnownProxies.Count + options.KnownIPNetworks.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        });
        builder.Services.AddOptions<ForwardedHeadersOptions>().ValidateOnStart();
    }

    private static IEnumerable<(string Key, string Text)> Entries(IConfiguration section, string name) =>
        section.GetSection(name).GetChildren().Select(child => (child.Path, child.Value ?? ""));

    private static OptionsValidationException Wrong(string key, string what) =>
        new(nameof(ForwardedHeadersOptions), typeof(ForwardedHeadersOptions), [$"{key} must be {what}."]);
}
