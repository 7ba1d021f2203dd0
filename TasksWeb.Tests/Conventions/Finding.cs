namespace TasksWeb.Tests.Conventions;

/// <summary>A violation of a convention, with its place.</summary>
internal sealed record Finding(string File, int Line, string What)
{
    public override string ToString() => $"{File}:{Line}: {What}";
}
