using TasksWeb.Benchmarks.App;
using TasksWeb.Sandbox;

namespace TasksWeb.Benchmarks.Sections;

/// <summary>One account at Google's limits: how long its pages and files take and how large the app becomes.</summary>
internal static class FatAccount
{
    private const int Lists = 5;
    private const int Tasks = 20_000;
    private const int Notes = 8192;
    private const int Rows = 100;
    private const long MostBytes = 400_000_000;

    /// <summary>What a column has for each row, and what it has while its list is being read.</summary>
    private const string Row = "data-task=";
    internal const string Arriving = "data-arriving=";

    /// <returns>False: the app became larger than it may.</returns>
    public static async Task<bool> RunAsync(Report report)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var account = sandbox.Accounts.Hanako;
        foreach (var (id, _) in account.Tasks.Lists.ToList())
            account.Tasks.RemoveList(id);
        sandbox.Accounts.FillTasks(account, Lists, Tasks, Notes);
        await using var app = await SignedInApp.StartAsync(sandbox);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        var ids = account.Tasks.Lists.Select(list => Uri.EscapeDataString(list.Id)).ToList();
        var rows = new List<string[]>();
        string[] columns = [.. ids.Select(id => $"tasks/{id}/column?length={Rows}")];
        await MeasureAsync($"{Rows} rows of each list, nothing read before", columns);
        await MeasureAsync("board, while the lists are read", "tasks");
        await MeasureOrWaitAsync("all lists, read to their end", isWhole: true, columns);
        await MeasureAsync("board", "tasks");
        await MeasureAsync("search in everything", "tasks/search?q=%E8%AA%B2%E9%A1%8C");
        foreach (var format in new[] { "json", "csv", "ics", "md" })
            await MeasureAsync($"export, {format}", $"tasks/export?format={format}");
        await MeasureAsync("print", "tasks/print");
        report.Table(
            $"One account of {Lists} lists × {Report.Number(Tasks)} tasks × {Report.Number(Notes)} characters of notes",
            ["", "first byte", "all of it", "answer", "resident size", "the most so far"], rows);
        return app.Probe.PeakResidentBytes <= MostBytes;

        Task MeasureAsync(string name, params string[] paths) => MeasureOrWaitAsync(name, isWhole: false, paths);

        async Task MeasureOrWaitAsync(string name, bool isWhole, string[] paths)
        {
            await Console.Error.WriteLineAsync($"{name} …");
            var begun = TimeProvider.System.GetTimestamp();
            var answers = await Task.WhenAll(paths.Select(path => path.Contains("/column", StringComparison.Ordinal)
                ? ReadColumnAsync(http, app, path, begun, isWhole)
                : ReadAsync(http, app, path, begun)));
            rows.Add(
            [
                name, Seconds(answers.Max(answer => answer.FirstByte)), Seconds(TimeProvider.System.GetElapsedTime(begun)),
                Report.Megabytes(answers.Sum(answer => answer.Length)), Report.Megabytes(app.Probe.ResidentBytes),
                Report.Megabytes(app.Probe.PeakResidentBytes),
            ]);
            await Console.Error.WriteLineAsync(string.Join(" | ", rows[^1]));
        }
    }

    /// <param name="isWhole">It is asked for until its list has been read, as the page does.</param>
    private static async Task<(TimeSpan FirstByte, long Length)> ReadColumnAsync(
        HttpClient http, SignedInApp app, string path, long begun, bool isWhole)
    {
        while (true)
        {
            using var response = await SendAsync(http, app, path);
            var firstByte = TimeProvider.System.GetElapsedTime(begun);
            var column = await response.Content.ReadAsStringAsync();
            if (column.Split(Row).Length != Rows + 1)
                throw new BenchmarkException($"{path}: {column.Split(Row).Length - 1} rows.");
            if (!isWhole || !column.Contains(Arriving, StringComparison.Ordinal))
                return (firstByte, column.Length);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, SignedInApp app, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, app.At(path));
        var header = app.Header.Split(": ", 2);
        request.Headers.Add(header[0], header[1]);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.IsSuccessStatusCode
            ? response
            : throw new BenchmarkException($"{path}: {(int)response.StatusCode}.");
    }

    private static async Task<(TimeSpan FirstByte, long Length)> ReadAsync(
        HttpClient http, SignedInApp app, string path, long begun)
    {
        using var response = await SendAsync(http, app, path);
        var firstByte = TimeProvider.System.GetElapsedTime(begun);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (await body.ReadAsync(buffer) is var read and > 0)
            length += read;
        return (firstByte, length);
    }

    private static string Seconds(TimeSpan time) => Report.Number(time.TotalSeconds, "N2") + " s";
}
