using TasksWeb.Storage;

namespace TasksWeb.Broker.Audit;

/// <summary>Deletes audit entries that are older than <see cref="BrokerOptions.AuditRetention"/>.</summary>
internal sealed class TokenAuditCleanup(
    TokenAuditRepository entries, WorkerMetrics metrics, TimeProvider clock, ILogger<TokenAuditCleanup> logger)
    : ExpiryCleanup<TokenAuditEntry>(entries, metrics, clock, logger);
