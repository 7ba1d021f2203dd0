using System.Collections.Concurrent;
using System.Diagnostics;

namespace TasksWeb.Tests.Conventions;

/// <summary>
/// Runs in the traced process. Writes to standard error, after the trace id of a request, each method that it enters, once,
/// and at last that it is over. The activity belongs to the request on every thread that works for it.
/// </summary>
public static class MethodTrace
{
    internal const string End = "(end)";

    private static readonly ConcurrentDictionary<(ActivityTraceId, string), bool> Entered = new();

    /// <summary>Called at the beginning of every method that counts.</summary>
    public static void Enter(string method)
    {
        if (Activity.Current is { } request && Entered.TryAdd((request.TraceId, method), true))
            Write(request, method);
    }

    internal static void Start() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        ActivityStopped = request => Write(request, End),
    });

    private static void Write(Activity request, string what) => Console.Error.WriteLine($"{request.TraceId} {what}");
}
