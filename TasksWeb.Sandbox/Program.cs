using TasksWeb.Sandbox.Demo;

namespace TasksWeb.Sandbox;

/// <summary>The demo. Named so that it does not clash with the global <c>Program</c> of TasksWeb, which tests refer to.</summary>
internal static class SandboxProgram
{
    public static Task<int> Main(string[] args) => DemoRun.RunAsync(DemoOptions.Parse(args));
}
