using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tasks.Transfer;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Instances;

/// <summary>The proxy of the deployment, with its own configuration file, in front of two instances.</summary>
[Collection(SharedInstances.Name)]
public sealed class RollingRestartTests(InstancesFixture instances) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_rolling_restart_under_load_loses_no_request_and_signs_nobody_out()
    {
        using var proxy = await StartProxyAsync();
        using var visitor = new Visitor(proxy.Address);
        instances.Google.AllowApp(proxy.Address);
        instances.Google.Accounts.Add("Rokuro");
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("Rokuro")).Status);

        using var over = new CancellationTokenSource();
        var statuses = new ConcurrentBag<HttpStatusCode>();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(() => CallAgainAndAgainAsync(visitor, statuses, over.Token))).ToList();
        for (var index = 0; index < 2; index++)
        {
            var before = statuses.Count;
            Assert.Equal(0, await instances.RestartAsync(index));
            await StoredGrants.UntilAsync(() => Task.FromResult(statuses.Count > before + 50 || load.Exists(call => call.IsFaulted)), "calls go on");
        }
        await over.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal([HttpStatusCode.OK], statuses.Distinct());
    }

    [Fact]
    public async Task The_largest_file_the_app_takes_passes_the_proxy()
    {
        var megabytes = Regex.Match(await ConfigurationAsync(), @"client_max_body_size (?<size>\d+)m;", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        Assert.True(int.Parse(megabytes.Groups["size"].Value, CultureInfo.InvariantCulture) > ImportLimits.Form / 1024 / 1024);
    }

    private static async Task CallAgainAndAgainAsync(Visitor visitor, ConcurrentBag<HttpStatusCode> statuses, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var answer = await visitor.GetAsync("/api/tasklists");
            statuses.Add(answer.StatusCode);
        }
    }

    /// <summary>The file as it is deployed.</summary>
    private static Task<string> ConfigurationAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "TasksWeb.sln")))
            root = root.Parent!;
        return File.ReadAllTextAsync(Path.Combine(root.FullName, "deploy", "nginx.conf"));
    }

    private async Task<Proxy> StartProxyAsync()
    {
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var now = TimeProvider.System.GetUtcNow();
            var request = new CertificateRequest("CN=TasksWeb test", key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            await File.WriteAllTextAsync(_folder["tls.crt"], certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(_folder["tls.key"], key.ExportPkcs8PrivateKeyPem());
        }
        var (plain, secure) = (Ports.TakeFree(), Ports.TakeFree());
        var temporary = string.Concat(
            new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {_folder[kind]};"));
        var configuration = (await ConfigurationAsync())
            .Replace("172.30.0.11:8080", instances.Apps[0].Address.Authority, StringComparison.Ordinal)
            .Replace("172.30.0.12:8080", instances.Apps[1].Address.Authority, StringComparison.Ordinal)
            .Replace("/etc/nginx/certs", _folder.Path, StringComparison.Ordinal)
            .Replace("listen 80 default_server;", $"listen 127.0.0.1:{plain} default_server;", StringComparison.Ordinal)
            .Replace("listen 443 ssl default_server;", $"listen 127.0.0.1:{secure} ssl default_server;", StringComparison.Ordinal)
            .Replace("tasks.example", "localhost", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen 127.0.0.1:{plain};", StringComparison.Ordinal)
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{secure} ssl;", StringComparison.Ordinal)
            .Replace("http {", $"pid {_folder["nginx.pid"]}; http {{ access_log off; {temporary}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_folder["nginx.conf"], configuration);
        var nginx = Process.Start(new ProcessStartInfo(
            File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx", ["-c", _folder["nginx.conf"], "-e", "stderr", "-g", "daemon off;"])
        {
            UseShellExecute = false,
        })!;
        var proxy = new Proxy(nginx, new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{secure}")));
        using var visitor = new Visitor(proxy.Address);
        await StoredGrants.UntilAsync(
            async () =>
            {
                Assert.False(nginx.HasExited, "nginx does not take the configuration; ./test.sh installs it.");
                try
                {
                    using var answer = await visitor.GetAsync("/healthz/live");
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the proxy answers");
        return proxy;
    }

    private sealed record Proxy(Process Process, Uri Address) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill(entireProcessTree: true);
            Process.WaitForExit();
            Process.Dispose();
        }
    }
}
