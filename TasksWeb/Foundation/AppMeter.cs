namespace TasksWeb.Foundation;

/// <summary>The meter that every room's instruments belong to. Tags name providers, connectors and workers, never a person.</summary>
public static class AppMeter
{
    public const string Name = "TasksWeb";
}
