using TasksWeb.Tokens.Http;

namespace TasksWeb.GoogleTasks;

/// <summary>
/// The task is no longer the version that was to be changed (409, 412): nothing was changed. In the JSON API it is what Google
/// said.
/// </summary>
/// <param name="current">The task as it is now; null when it is gone, or cannot be read just now.</param>
public sealed class TaskConflictException(TaskItem? current, ProviderException said)
    : ProviderException(said.Kind, said.Connector, said.Status, said.Reason, said.ProviderMessage, said.RetryAfter, said)
{
    public TaskItem? Current { get; } = current;
}
