namespace TasksWeb.Foundation;

/// <summary>The meter of all instruments. Tags name providers, connectors and workers, never a person.</summary>
public static class AppMeter
{
    public const string Name = "TasksWeb";
}
