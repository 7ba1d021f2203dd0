using System.Diagnostics;
using System.Globalization;

namespace TasksWeb.Sandbox.Processes;

/// <summary>How to start the app.</summary>
public sealed record TasksWebProcessOptions
{
    /// <summary>Where the app listens; null takes a free port on 127.0.0.1.</summary>
    public string? Urls { get; init; }

    /// <summary>
    /// Configuration keys (<c>A:B</c>); they travel in the environment, so that no secret stands in the process list.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The command to run instead of serving, in words without spaces; null: it serves.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments after <c>--urls</c>; they win over <see cref="Settings"/>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where <c>TasksWeb.dll</c> is; null: beside this program, where the project reference puts it.</summary>
    public string? Directory { get; init; }

    /// <summary>Where it is started from, and keeps its data unless told otherwise; null: <see cref="Directory"/>.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Called with every line of the app's output, from any thread.</summary>
    public Action<string>? OnLine { get; init; }
}

/// <summary>
/// The app as a process of its own. Disposing it kills it; so does the end of this process, unless that is a SIGKILL.
/// </summary>
public sealed class TasksWebProcess : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly CapturedOutput _output;

    private TasksWebProcess(Process process, CapturedOutput output, Uri address)
    {
        _process = process;
        _output = output;
        Address = address;
    }

    /// <summary>The first of its addresses.</summary>
    public Uri Address { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The lines written so far, standard output and error in the order they came (the last 10,000).</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>Starts the app; it is not ready yet.</summary>
    /// <exception cref="FileNotFoundException">TasksWeb.dll is not there.</exception>
    public static TasksWebProcess Start(TasksWebProcessOptions options)
    {
        var urls = options.Urls ?? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.TakeFree()}");
        var start = TasksWebStart.Describe(options, urls);
        var output = new CapturedOutput(options.OnLine);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => output.Add(line.Data);
        process.Start();
        Children.Watch(process);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new TasksWebProcess(process, output, new Uri(urls.Split(';')[0]));
    }

    /// <summary>Returns once <c>GET /healthz/live</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It exited before; the message holds what it wrote.</exception>
    /// <exception cref="TimeoutException">It took longer than <paramref name="timeout"/> (a minute unless given).</exception>
    public async Task WaitUntilReadyAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(1));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        var health = new Uri(Address, "/healthz/live");
        try
        {
            while (!await IsReadyAsync(client, health, either.Token))
            {
                if (_process.HasExited)
                {
                    await _process.WaitForExitAsync(either.Token);
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                        $"TasksWeb ended with code {_process.ExitCode} before it was ready. It said:\n{_output}"));
                }

                await Task.Delay(BetweenLooks, either.Token);
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"TasksWeb did not answer at {health}. It said:\n{_output}", late);
        }
    }

    /// <summary>SIGKILL: no clean-up of its own, as after a power cut.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>SIGSTOP: alive, holding its leases and sockets, and doing nothing.</summary>
    public void Pause() => Signals.Send(_process, Signals.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Signals.Send(_process, Signals.Continue);

    /// <summary>
    /// SIGTERM, then SIGKILL if it is still there after <paramref name="patience"/> (15 s unless given). Returns the exit code.
    /// </summary>
    public async Task<int> StopAsync(TimeSpan? patience = null)
    {
        if (!_process.HasExited)
        {
            Signals.Send(_process, Signals.Terminate);
            Signals.Send(_process, Signals.Continue);
            using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(15));
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Kill();
        }

        return await WaitForExitAsync();
    }

    /// <summary>Waits for its end, with all output read. Returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        Children.Forget(_process);
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri health, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(health, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
