namespace TasksWeb.Sandbox.Drive;

/// <summary>One file of Drive v3 (<c>drive#file</c>), with the fields that can be asked for.</summary>
internal sealed record SandboxFile
{
    public string Kind { get; } = "drive#file";

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string MimeType { get; init; }

    public required string WebViewLink { get; init; }

    public required DateTimeOffset ModifiedTime { get; init; }

    public bool Trashed { get; init; }
}
