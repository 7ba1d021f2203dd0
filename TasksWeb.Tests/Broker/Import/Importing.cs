using TasksWeb.Tests.App;

namespace TasksWeb.Tests.Broker.Import;

/// <summary><c>TasksWeb import FILE</c> inside the app.</summary>
internal static class Importing
{
    /// <param name="options">As they are written, without <c>--key</c> they are for reports.</param>
    public static async Task<(int Code, string Output)> ImportAsync(
        this TestApp app, string path, string content, params string[] options)
    {
        await File.WriteAllTextAsync(path, content);
        string[] key = options.Contains("--key") ? [] : ["--key", "reports"];
        string[] pace = options.Contains("--per-second") ? [] : ["--per-second", "1000"];
        return await app.CommandAsync(["import", path, .. key, .. pace, .. options]);
    }
}
