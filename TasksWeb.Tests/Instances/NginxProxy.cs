using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Instances;

/// <summary>The proxy of the deployment with its own configuration file, in front of two instances.</summary>
internal sealed class NginxProxy : IDisposable
{
    private readonly TestFolder _folder;
    private readonly Process _process;

    private NginxProxy(TestFolder folder, Process process, Uri address) =>
        (_folder, _process, Address) = (folder, process, address);

    public Uri Address { get; }

    /// <summary>What it has logged of the requests so far.</summary>
    public string AccessLog => File.ReadAllText(_folder["access.log"]);

    /// <summary>The file as it is deployed.</summary>
    public static string Configuration => RepositoryFiles.Read("deploy/nginx.conf");

    public static async Task<NginxProxy> StartAsync(Uri first, Uri second)
    {
        var folder = new TestFolder();
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            var now = TimeProvider.System.GetUtcNow();
            var request = new CertificateRequest("CN=TasksWeb test", key, HashAlgorithmName.SHA256);
            using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            await File.WriteAllTextAsync(folder["tls.crt"], certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(folder["tls.key"], key.ExportPkcs8PrivateKeyPem());
        }
        var (plain, secure) = (Ports.TakeFree(), Ports.TakeFree());
        var temporary = string.Concat(
            new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(kind => $"{kind}_temp_path {folder[kind]};"));
        var configuration = Configuration
            .Replace("172.30.0.11:8080", first.Authority, StringComparison.Ordinal)
            .Replace("172.30.0.12:8080", second.Authority, StringComparison.Ordinal)
            .Replace("/etc/nginx/certs", folder.Path, StringComparison.Ordinal)
            .Replace("/var/log/nginx", folder.Path, StringComparison.Ordinal)
            .Replace("listen 80 default_server;", $"listen 127.0.0.1:{plain} default_server;", StringComparison.Ordinal)
            .Replace("listen 443 ssl default_server;", $"listen 127.0.0.1:{secure} ssl default_server;", StringComparison.Ordinal)
            .Replace("tasks.example", "localhost", StringComparison.Ordinal)
            .Replace("listen 80;", $"listen 127.0.0.1:{plain};", StringComparison.Ordinal)
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{secure} ssl;", StringComparison.Ordinal)
            .Replace("http {", $"pid {folder["nginx.pid"]}; http {{ {temporary}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["nginx.conf"], configuration);
        var nginx = Process.Start(new ProcessStartInfo(
            File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx", ["-c", folder["nginx.conf"], "-e", "stderr", "-g", "daemon off;"])
        {
            UseShellExecute = false,
        })!;
        var proxy = new NginxProxy(folder, nginx, new Uri(string.Create(CultureInfo.InvariantCulture, $"https://localhost:{secure}")));
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

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
