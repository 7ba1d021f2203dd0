namespace TasksWeb.Tokens.Refresh;

/// <summary>A graceful stop waits for the exchanges and saves that are under way.</summary>
internal sealed class RefreshDrain(GrantRefresher refresher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => refresher.DrainAsync(cancellationToken);
}
