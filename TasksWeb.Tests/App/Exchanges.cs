using TasksWeb.Sandbox;
using TasksWeb.Sandbox.Faults;

namespace TasksWeb.Tests.App;

internal static class Exchanges
{
    /// <summary>
    /// Starts what needs an exchange, and returns it once it hangs there: until the faults are cleared, or for good.
    /// </summary>
    public static async Task<T> HangInExchangeAsync<T>(this SandboxServer google, Func<T> start)
        where T : Task
    {
        var before = google.Traffic.CallsOf("/token");
        google.Faults.Add(Fault.Of("token", FaultKind.Hang));
        var call = start();
        await StoredGrants.UntilAsync(() => Task.FromResult(google.Traffic.CallsOf("/token") > before), "the exchange has begun");
        return call;
    }
}
