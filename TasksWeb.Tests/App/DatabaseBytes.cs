namespace TasksWeb.Tests.App;

/// <summary>The stored bytes: the database with its write-ahead log.</summary>
public static class DatabaseBytes
{
    public static byte[] Of(string folder)
    {
        using var all = new MemoryStream();
        foreach (var file in Directory.GetFiles(folder, "tasksweb.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.CopyTo(all);
        }
        return all.ToArray();
    }
}
