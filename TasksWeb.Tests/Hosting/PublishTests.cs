using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using TasksWeb.Sandbox.Processes;
using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Hosting;

/// <summary>The app as it is shipped.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_published_app_starts_with_its_settings_and_serves_its_assets()
    {
        await PublishAsync(_folder["app"]);
        Assert.True(File.Exists(_folder["app/appsettings.json"]));
        Directory.CreateDirectory(_folder["elsewhere"]);
        await using var process = TasksWebProcess.Start(new()
        {
            Directory = _folder["app"],
            WorkingDirectory = _folder["elsewhere"],
            Settings = new Dictionary<string, string?>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["PublicOrigin"] = "https://tasks.example",
                ["SignIn:Allow:0"] = "*",
                ["Encryption:Keys:0"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["Providers:google:ClientId"] = "client",
                ["Providers:google:ClientSecret"] = "secret",
                ["Proxies:Addresses:0"] = "127.0.0.1",
            },
        });
        await process.WaitUntilReadyAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = process.Address };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz/ready")).StatusCode);
        using var page = await ThroughProxyAsync(client, "/");
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        foreach (var asset in html.Split('"').Where(value => value.StartsWith('/') && (value.Contains(".css", StringComparison.Ordinal) || value.Contains(".js", StringComparison.Ordinal) || value.EndsWith(".svg", StringComparison.Ordinal))).ToList())
        {
            using var answer = await ThroughProxyAsync(client, asset);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{asset}: {(int)answer.StatusCode}");
            Assert.True(answer.Content.Headers.ContentLength > 0);
            Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        }
        using var style = await ThroughProxyAsync(client, "/site.css");
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
        using var wrong = await ThroughProxyAsync(client, "/auth/logout");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Contains("This address is not a page", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Assert.Equal(0, await process.StopAsync());
        Assert.True(File.Exists(_folder["elsewhere/data/tasksweb.db"]));
        Assert.False(File.Exists(_folder["elsewhere/data/development.key"]));
        StartTests.AssertSettingsWereRead(process.Output);
    }

    private static async Task<HttpResponseMessage> ThroughProxyAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Host = "tasks.example";
        return await client.SendAsync(request);
    }

    private static async Task PublishAsync(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "TasksWeb.sln")))
            root = root.Parent;
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo("nice")
        {
            WorkingDirectory = root.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[dotnet, "publish", "TasksWeb", "-c", "Debug", "--no-restore", "-v", "quiet", "-nologo", "-nodeReuse:false", "-o", folder])
            start.ArgumentList.Add(argument);
        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync();
        var errors = publish.StandardError.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, await output + await errors);
    }
}
