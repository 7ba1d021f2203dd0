using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>On shutdown, waits for exchanges and saves in progress.</summary>
internal sealed class RefreshDrain(GrantRefresher refresher, LastingSave saves) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await refresher.DrainAsync(cancellationToken);
        await saves.DrainAsync(cancellationToken);
    }
}
