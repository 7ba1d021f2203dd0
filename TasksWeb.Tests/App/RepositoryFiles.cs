namespace TasksWeb.Tests.App;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class RepositoryFiles
{
    /// <param name="path">Relative to the solution file.</param>
    public static string Read(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TasksWeb.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no TasksWeb.sln above the tests.");
        return File.ReadAllText(Path.Combine(folder, path));
    }
}
