namespace TasksWeb.Tokens.Grants;

/// <summary>The subscribers of grant events. A room above implements it.</summary>
public interface IGrantSubscribers
{
    /// <summary>Whether there may be subscribers; false avoids every other check.</summary>
    bool HasAny { get; }

    /// <summary>Whether there are subscribers for this user's grants of this connector.</summary>
    bool Want(string connector, string user);

    /// <summary>
    /// Queues the pending events of a grant for each subscriber. Idempotent.
    /// </summary>
    /// <exception cref="Storage.StorageUnavailableException">They are not all kept: the grant has to keep them.</exception>
    Task TakeAsync(Grant grant, CancellationToken cancellationToken);
}
