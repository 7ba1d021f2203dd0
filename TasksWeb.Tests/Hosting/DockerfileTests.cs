using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Processes;

namespace TasksWeb.Tests.Hosting;

/// <summary>
/// The Dockerfile's own copies and commands, carried out here, since an image can only be built where there is an engine.
/// </summary>
public sealed class DockerfileTests : IDisposable
{
    private readonly string _source = Directory.CreateTempSubdirectory("tasksweb-image-").FullName;
    private readonly string _app = Directory.CreateTempSubdirectory("tasksweb-image-app-").FullName;

    [Fact]
    public async Task The_image_holds_the_app_with_its_settings_and_assets_and_no_sandbox()
    {
        var dockerfile = await ReadAsync();
        foreach (var line in dockerfile.TakeWhile(line => !line.StartsWith("FROM mcr.microsoft.com/dotnet/aspnet", StringComparison.Ordinal)))
        {
            if (line.StartsWith("COPY ", StringComparison.Ordinal))
                Copy(line.Split(' ')[1..]);
            else if (line.StartsWith("RUN ", StringComparison.Ordinal))
                await RunAsync(line["RUN ".Length..].Replace("/app", _app, StringComparison.Ordinal));
        }

        Assert.True(File.Exists(Path.Combine(_app, "appsettings.json")));
        Assert.Empty(Directory.EnumerateFiles(_app, "*Sandbox*", SearchOption.AllDirectories));
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"TasksWeb.dll\"]", dockerfile);
        Assert.Contains("USER $APP_UID", dockerfile);

        await using var google = await SandboxServer.StartAsync();
        await using var app = TasksWebProcess.Start(new TasksWebProcessOptions
        {
            Directory = _app,
            Settings = SandboxSettings.For(google, Path.Combine(_app, "data")),
        });
        await app.WaitUntilReadyAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/healthz/ready")).StatusCode);
        var page = await http.GetStringAsync("/");
        var stylesheet = page[page.IndexOf("/site", StringComparison.Ordinal)..];
        Assert.Equal(
            HttpStatusCode.OK, (await http.GetAsync(stylesheet[..stylesheet.IndexOf('"', StringComparison.Ordinal)])).StatusCode);
        await RunAsync(HealthCheckOf(dockerfile).Replace("8080", $"{app.Address.Port}", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        Directory.Delete(_source, recursive: true);
        Directory.Delete(_app, recursive: true);
    }

    /// <summary>The instructions, each on one line.</summary>
    private static async Task<string[]> ReadAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Root(), "Dockerfile"));
        return text.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string HealthCheckOf(string[] dockerfile)
    {
        var line = Array.Find(dockerfile, line => line.StartsWith("HEALTHCHECK", StringComparison.Ordinal))!;
        var arguments = System.Text.Json.JsonSerializer.Deserialize<string[]>(
            line[line.IndexOf('[', StringComparison.Ordinal)..])!;
        Assert.Equal(["bash", "-c"], arguments[..2]);
        return arguments[2];
    }

    private void Copy(string[] names)
    {
        var target = Path.Combine(_source, names[^1]);
        foreach (var name in names[..^1])
        {
            var from = Path.Combine(Root(), name);
            if (File.Exists(from))
            {
                Directory.CreateDirectory(target);
                File.Copy(from, Path.Combine(target, Path.GetFileName(name)));
                continue;
            }
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(IsSource))
            {
                var to = Path.Combine(target, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to, overwrite: true);
            }
        }
    }

    /// <summary>As .dockerignore has it.</summary>
    private static bool IsSource(string file) =>
        !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "data");

    private async Task RunAsync(string command)
    {
        // Compilers that take every processor would let tests beside this one run into their timeouts.
        using var process = Process.Start(new ProcessStartInfo("nice", ["bash", "-c", command])
        {
            WorkingDirectory = _source,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["TARGETARCH"] = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
            },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command}\n{output}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dockerfile")))
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Dockerfile above the tests.");
        return folder.FullName;
    }
}
