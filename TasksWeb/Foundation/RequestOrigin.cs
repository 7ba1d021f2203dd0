namespace TasksWeb.Foundation;

public static class RequestOrigin
{
    /// <summary>This site's own origin, as the browser sees it.</summary>
    public static string Origin(this HttpRequest request) => $"{request.Scheme}://{request.Host}";
}
