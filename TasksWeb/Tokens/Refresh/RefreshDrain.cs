using TasksWeb.Tokens.Grants;

namespace TasksWeb.Tokens.Refresh;

/// <summary>On shutdown, waits for exchanges and saves in progress.</summary>
internal sealed partial class RefreshDrain(GrantRefresher refresher, LastingSave saves, ILogger<RefreshDrain> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await refresher.DrainAsync(cancellationToken);
            await saves.DrainAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogUnfinished();
        }
    }

    [LoggerMessage(LogLevel.Error, "The app stops although new tokens are not saved: the provider or the store takes too long.")]
    private partial void LogUnfinished();
}
