namespace TasksWeb.Sandbox.Processes;

/// <summary>The last lines a process wrote.</summary>
internal sealed class CapturedOutput(Action<string>? onLine)
{
    private const int Most = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Null marks the end of a stream.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most)
            {
                _lines.Dequeue();
            }
        }

        onLine?.Invoke(line);
    }

    public override string ToString() => string.Join('\n', Lines);
}
