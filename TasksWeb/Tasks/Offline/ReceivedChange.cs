using TasksWeb.Storage;

namespace TasksWeb.Tasks.Offline;

/// <summary>A change that a browser has sent with an id, as stored: it is executed once, however often it is sent.</summary>
/// <param name="Id">The digest of the person and of the change's id, which is not stored.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Request">The digest of the id, the address and the fields.</param>
/// <param name="ReceivedAt">When it first arrived.</param>
/// <param name="ClaimedUntil">Until then one request may execute it; null: none does.</param>
/// <param name="Status">The HTTP status of its result; null: it is in progress, or its outcome is unknown.</param>
/// <param name="Task">The id of the task it added or moved; null: none.</param>
/// <param name="KeptUntil">When it is deleted.</param>
public sealed record ReceivedChange(
    string Id, string User, string Request, DateTimeOffset ReceivedAt, DateTimeOffset? ClaimedUntil, int? Status, string? Task,
    DateTimeOffset KeptUntil);

public sealed class ReceivedChangeRepository(IDocumentStore store) : Repository<ReceivedChange>(store, "changes")
{
    protected override string IdOf(ReceivedChange value) => value.Id;

    protected override string OwnerOf(ReceivedChange value) => value.User;

    protected override string GroupOf(ReceivedChange value) => value.User;

    protected override DateTimeOffset? DueOf(ReceivedChange value) => value.KeptUntil;
}

/// <summary>Deletes changes after their retention.</summary>
internal sealed class ReceivedChangeCleanup(
    ReceivedChangeRepository changes, WorkerMetrics metrics, TimeProvider clock, ILogger<ReceivedChangeCleanup> logger)
    : ExpiryCleanup<ReceivedChange>(changes, metrics, clock, logger);
