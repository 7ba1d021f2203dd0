using TasksWeb.Benchmarks.Contenders;
using TasksWeb.Benchmarks.Load;

namespace TasksWeb.Benchmarks;

/// <summary>
/// Without a role: the whole benchmark, its report as Markdown on standard output. With one: a process of the benchmark, which
/// ends when its standard input does.
/// </summary>
internal static class BenchmarksProgram
{
    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [LoadProcess.Role]:
                await LoadProcess.RunAsync(Console.In, Console.Out);
                return 0;
            case [Relay.Role, var upstream]:
                await Contender.RunAsync(upstream, Relay.MakeClient);
                return 0;
            case [GoogleClient.Role, var upstream]:
                await Contender.RunAsync(upstream, GoogleClient.MakeClient);
                return 0;
            case [YarpForward.Role, var upstream]:
                await YarpForward.RunAsync(upstream);
                return 0;
            case [GoogleClientWithSession.Role, var upstream]:
                await GoogleClientWithSession.RunAsync(upstream);
                return 0;
            case [MicrosoftWay.Role, var upstream]:
                await MicrosoftWay.RunAsync(upstream);
                return 0;
            case [EmptyMvc.Role, _]:
                await EmptyMvc.RunAsync();
                return 0;
            default:
                return await BenchmarkRun.RunAsync(args);
        }
    }
}
