using System.Diagnostics;

namespace TasksWeb.Benchmarks.App;

/// <summary>
/// The MongoDB that is measured: the server that <c>TASKSWEB_TEST_MONGODB</c> names (with its <c>/</c> and no database), or the tests' stand-in,
/// one thread of Python whose own slowness is then what is measured.
/// </summary>
internal sealed class Mongo : IDisposable
{
    private readonly string _server;
    private readonly string _options;
    private readonly Process? _standIn;

    private Mongo(string connectionString, Process? standIn)
    {
        var parts = connectionString.Split('?', 2);
        _server = parts[0].TrimEnd('/');
        _options = parts.Length == 2 ? $"?{parts[1]}" : "";
        _standIn = standIn;
    }

    public string Name => _standIn is null ? "MongoDB" : "MongoDB's stand-in (Python)";

    /// <summary>False for a server that somebody runs: nobody here stops it.</summary>
    public bool CanBeStopped => _standIn is not null;

    /// <summary>Gives the stand-in an order (see standin.py) and waits until it has followed it.</summary>
    public async Task OrderAsync(string order)
    {
        await _standIn!.StandardInput.WriteLineAsync(order);
        await _standIn.StandardInput.FlushAsync();
        await _standIn.StandardOutput.ReadLineAsync();
    }

    /// <summary>A connection string of a fresh database.</summary>
    public string NewDatabase() => $"{_server}/benchmark-{Guid.NewGuid():N}{_options}";

    /// <summary>Null when there is neither a server nor what the stand-in needs.</summary>
    public static async Task<Mongo?> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TASKSWEB_TEST_MONGODB") is { Length: > 0 } named)
            return new Mongo(named, standIn: null);
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "standin.py")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        if (await process.StandardOutput.ReadLineAsync() is { } port)
            return new Mongo($"mongodb://127.0.0.1:{port}/?replicaSet=rs0", process);
        await Console.Error.WriteLineAsync("MongoDB is left out: it needs TASKSWEB_TEST_MONGODB, or python3-mockupdb and python3-mongomock.");
        process.Dispose();
        return null;
    }

    public void Dispose()
    {
        if (_standIn is null)
            return;
        _standIn.StandardInput.Close();
        _standIn.WaitForExit();
        _standIn.Dispose();
    }
}
