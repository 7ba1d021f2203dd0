namespace TasksWeb.Sandbox;

/// <summary>Where the server turned out to listen; known once it has started.</summary>
internal sealed class SandboxAddress
{
    private Uri? _uri;

    public Uri Uri
    {
        get => _uri ?? throw new InvalidOperationException("The sandbox has not started.");
        set => _uri = value;
    }

    /// <summary>Without a trailing slash.</summary>
    public string Origin => Uri.GetLeftPart(UriPartial.Authority);
}
