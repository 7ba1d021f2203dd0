using System.Diagnostics;

namespace TasksWeb.Benchmarks.Contenders;

/// <summary>The contender that runs on Node, with its packages.</summary>
internal static class ExpressFolder
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Peers", "Express");

    public static string Server => Path.Combine(Folder, "server.js");

    /// <summary>Installs its packages as the lock file has them.</summary>
    /// <returns>False: there is no Node, or they cannot be had.</returns>
    public static async Task<bool> InstallAsync()
    {
        try
        {
            using var npm = Process.Start(
                new ProcessStartInfo("npm", ["ci", "--prefix", Folder, "--no-audit", "--no-fund", "--silent"]))!;
            await npm.WaitForExitAsync();
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
