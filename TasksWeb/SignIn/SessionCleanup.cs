using TasksWeb.Storage;

namespace TasksWeb.SignIn;

/// <summary>Deletes the tickets of expired sessions.</summary>
internal sealed class SessionCleanup(
    TicketRepository tickets, WorkerMetrics metrics, TimeProvider clock, ILogger<SessionCleanup> logger)
    : ExpiryCleanup<Ticket>(tickets, metrics, clock, logger);
