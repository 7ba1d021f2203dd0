using System.Globalization;
using TasksWeb.Sandbox.Processes;

namespace TasksWeb.Sandbox.Demo;

/// <summary>Runs the sandbox with the app beside it, until Ctrl+C.</summary>
internal static class DemoRun
{
    private const int Failed = 1;
    private const int AppPort = 5080;
    private const int SandboxPort = 5090;

    public static async Task<int> RunAsync(DemoOptions options)
    {
        using var stop = new StopSignals();
        try
        {
            await using var sandbox = await StartSandboxAsync(options.Urls);
            if (!options.WithApp)
            {
                Console.WriteLine($"Open {sandbox.Address}");
                await stop.Requested;
                return 0;
            }

            return await RunAppAsync(sandbox, options.AppUrls, stop);
        }
        catch (Exception failed) when (failed is IOException or InvalidOperationException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return Failed;
        }
    }

    private static Task<SandboxServer> StartSandboxAsync(string? urls) =>
        SandboxServer.StartAsync(new SandboxOptions { Urls = urls ?? Local("127.0.0.1", SandboxPort) });

    private static async Task<int> RunAppAsync(SandboxServer sandbox, string? urls, StopSignals stop)
    {
        var log = new AppLog(Console.Error);
        using var data = new TemporaryFolder("tasksweb-demo-");
        await using var app = TasksWebProcess.Start(new TasksWebProcessOptions
        {
            Urls = urls ?? Local("localhost", AppPort),
            Settings = SandboxSettings.For(sandbox, data.Path),
            OnLine = log.Add,
        });
        sandbox.AllowApp(app.Address);
        var ready = app.WaitUntilReadyAsync();
        if (await Task.WhenAny(ready, stop.Requested) == ready)
        {
            // Throws what the app said when it did not start.
            await ready;
            log.Open();
            Console.WriteLine($"Open {app.Address.GetLeftPart(UriPartial.Authority)}");
            Console.WriteLine($"Fault switches: {sandbox.Address}");
            var ended = app.WaitForExitAsync();
            if (await Task.WhenAny(ended, stop.Requested) == ended)
            {
                var code = await ended;
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"TasksWeb ended by itself with code {code}."));
            }
        }

        await app.StopAsync();
        return 0;
    }

    private static string Local(string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"http://{host}:{Ports.Prefer(port)}");
}
