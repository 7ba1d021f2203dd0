namespace TasksWeb.Benchmarks.App;

/// <summary>A fresh folder for the app's SQLite file; deleted again.</summary>
internal sealed class Workplace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("tasksweb-benchmarks-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
