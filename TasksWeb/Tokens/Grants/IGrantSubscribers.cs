namespace TasksWeb.Tokens.Grants;

/// <summary>Who is told of what happens to grants. A room above knows them.</summary>
public interface IGrantSubscribers
{
    /// <summary>Somebody may want events; false spares every other question.</summary>
    bool HasAny { get; }

    /// <summary>Somebody wants the events of this user's grants of this connector.</summary>
    bool Want(string connector, string user);

    /// <summary>
    /// Takes over the pending events of a grant, for each who wants them. Repeated with the same events it changes nothing.
    /// </summary>
    /// <exception cref="Storage.StorageUnavailableException">They are not all kept: the grant has to keep them.</exception>
    Task TakeAsync(Grant grant, CancellationToken cancellationToken);
}
