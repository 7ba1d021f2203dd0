namespace TasksWeb.Tokens.Refresh;

/// <summary>On shutdown, waits for exchanges and saves in progress.</summary>
internal sealed class RefreshDrain(GrantRefresher refresher) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => refresher.DrainAsync(cancellationToken);
}
