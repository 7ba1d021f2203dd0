namespace TasksWeb.Foundation;

/// <summary>
/// The meter of all instruments. Tags name providers, connectors, workers and keys of backends, never a person.
/// </summary>
public static class AppMeter
{
    public const string Name = "TasksWeb";
}
