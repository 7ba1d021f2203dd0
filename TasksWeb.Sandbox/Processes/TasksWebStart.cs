using System.Diagnostics;

namespace TasksWeb.Sandbox.Processes;

/// <summary>The command line and environment of the app.</summary>
internal static class TasksWebStart
{
    // Variables of the surrounding process that must not reach the app.
    private static readonly string[] NotInherited =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_HOSTINGSTARTUPASSEMBLIES",
        "DOTNET_URLS", "DOTNET_STARTUP_HOOKS", "DOTNET_LAUNCH_PROFILE",
    ];

    public static ProcessStartInfo Describe(TasksWebProcessOptions options, string urls)
    {
        var directory = options.Directory ?? AppContext.BaseDirectory;
        var assembly = Path.Combine(directory, "TasksWeb.dll");
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException("TasksWeb.dll is not beside this program; build the solution.", assembly);
        }

        var start = new ProcessStartInfo(DotnetHost())
        {
            WorkingDirectory = options.WorkingDirectory ?? directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        var command = options.Command?.Split(' ') ?? [];
        foreach (var argument in (string[])[assembly, .. command, "--urls", urls, .. options.Arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in NotInherited)
        {
            start.Environment.Remove(name);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (key, value) in options.Settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }

    /// <summary>The host that runs this program: the SDK's own, or the one above the shared framework.</summary>
    private static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Path.GetFullPath(Path.Combine(framework, "..", "..", "..", name)),
        ];
        return candidates.FirstOrDefault(File.Exists) ?? name;
    }
}
