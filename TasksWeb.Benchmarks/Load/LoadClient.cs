using System.Text.Json;
using TasksWeb.Benchmarks.Processes;

namespace TasksWeb.Benchmarks.Load;

/// <summary>The load process, from outside.</summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private readonly RoleProcess _process = RoleProcess.Start(
        [LoadProcess.Role],
        // One socket thread that runs the continuations itself: no hand-over to the thread pool a request.
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
            ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
        });

    public async Task<LoadResult> RunAsync(LoadPlan plan)
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(plan));
        return JsonSerializer.Deserialize<LoadResult>(await _process.ReadLineAsync())!;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
