using TasksWeb.Tests.Conventions;
using TasksWeb.Tests.Hosting.Logging;

/// <summary>
/// Runs in an app's process before its Main (DOTNET_STARTUP_HOOKS). The runtime wants this name, without a namespace:
/// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
/// </summary>
#pragma warning disable CA1050, MA0047
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    /// <summary>The environment variable that says what the hook does: <c>trace</c> or <c>end</c>.</summary>
    public const string Purpose = "TASKSWEB_TEST_HOOK";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Purpose) == "trace")
            MethodTrace.Start();
        else
            EndOnRequest.Start();
    }
}
