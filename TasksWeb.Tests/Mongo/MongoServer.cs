using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TasksWeb.Tests.Mongo;

/// <summary>
/// The MongoDB that tests run against: the server that <c>TASKSWEB_TEST_MONGODB</c> names, or a stand-in (<c>standin.py</c>) of
/// its own process. The stand-in can be taken away and brought back.
/// </summary>
public sealed partial class MongoServer : IAsyncLifetime
{
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private string _connectionString = Environment.GetEnvironmentVariable("TASKSWEB_TEST_MONGODB") ?? "";
    private Process? _process;

    /// <summary>For the stand-in; with any, it is used even where a server is named.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>False on a real server, which nobody here stops.</summary>
    public bool IsStandIn => _process is not null;

    public async Task InitializeAsync()
    {
        if (_connectionString.Length > 0 && Arguments.Count == 0)
            return;
        _process = Start([Path.Combine(AppContext.BaseDirectory, "Mongo", "standin.py"), .. Arguments]);
        var port = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(
                $"The stand-in for MongoDB does not start; it needs python3-mockupdb and python3-mongomock (./test.sh installs them): {await _process.StandardError.ReadToEndAsync()}");
        Port = int.Parse(port, CultureInfo.InvariantCulture);
        _connectionString = $"mongodb://127.0.0.1:{Port}/?replicaSet=rs0";
    }

    /// <summary>Of the stand-in.</summary>
    public int Port { get; private set; }

    /// <summary>A connection string that names this database.</summary>
    public string this[string database] => Database().Replace(_connectionString, $"$1/{database}$2", 1);

    /// <summary>Gives the stand-in an order (see standin.py) and waits until it has followed it.</summary>
    /// <returns>What the order asks for.</returns>
    public async Task<string> OrderAsync(string order)
    {
        await _process!.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("done", answer, StringComparison.Ordinal);
        return answer!["done".Length..].Trim();
    }

    /// <summary>
    /// What MongoDB's own Python driver answers to an expression over <c>db</c> (of this database), as canonical Extended JSON.
    /// </summary>
    public async Task<JsonElement> AskAsync(string database, string expression)
    {
        using var driver = Start("-c", $"""
            import sys, pymongo
            from bson.json_util import dumps, CANONICAL_JSON_OPTIONS
            db = pymongo.MongoClient(sys.argv[1]).get_default_database()
            print(dumps({expression}, json_options=CANONICAL_JSON_OPTIONS))
            """, this[database]);
        driver.StandardInput.Close();
        var answer = await driver.StandardOutput.ReadToEndAsync();
        var error = await driver.StandardError.ReadToEndAsync();
        await driver.WaitForExitAsync();
        Assert.True(driver.ExitCode == 0, error);
        return JsonElement.Parse(answer);
    }

    public async Task DisposeAsync()
    {
        if (_process is null)
            return;
        // It ends with its standard input, even if this process is killed.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Python, arguments)
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    [GeneratedRegex(@"^(mongodb(?:\+srv)?://[^/?]+)(?:/[^?]*)?(.*)$")]
    private static partial Regex Database();
}
