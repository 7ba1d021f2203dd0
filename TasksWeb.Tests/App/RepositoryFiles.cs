namespace TasksWeb.Tests.App;

/// <summary>Files of the repository that the tests were built from.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <param name="path">Relative to <see cref="Root"/>.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TasksWeb.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no TasksWeb.sln above the tests.");
        return folder;
    }
}
