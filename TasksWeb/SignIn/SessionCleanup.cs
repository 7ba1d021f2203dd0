using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>Deletes the tickets of sessions that have ended.</summary>
internal sealed class SessionCleanup(
    TicketRepository tickets, WorkerMetrics metrics, TimeProvider clock, ILogger<SessionCleanup> logger)
    : ScheduledWorker<Ticket>(tickets, metrics, clock, logger)
{
    protected override TimeSpan Interval => TimeSpan.FromHours(1);

    protected override async Task WorkAsync(Stored<Ticket> claimed, CancellationToken cancellationToken) =>
        await tickets.DeleteAsync(claimed.Value.Id, claimed.Version, cancellationToken);
}
