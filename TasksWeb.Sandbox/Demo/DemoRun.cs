namespace TasksWeb.Sandbox.Demo;

internal static class DemoRun
{
    public static async Task<int> RunAsync(DemoOptions options)
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Urls = options.Urls ?? "http://127.0.0.1:5090" });
        Console.WriteLine(sandbox.Address);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
