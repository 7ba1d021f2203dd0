namespace TasksWeb.Tests.Conventions;

/// <summary>What breaks a convention, and where.</summary>
internal sealed record Finding(string File, int Line, string What)
{
    public override string ToString() => $"{File}:{Line}: {What}";
}
