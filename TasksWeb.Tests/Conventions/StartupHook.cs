using TasksWeb.Tests.Conventions;

/// <summary>
/// Runs in the traced process before its Main (DOTNET_STARTUP_HOOKS). The runtime wants this name, without a namespace:
/// https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md
/// </summary>
#pragma warning disable CA1050, MA0047
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public static void Initialize() => MethodTrace.Start();
}
