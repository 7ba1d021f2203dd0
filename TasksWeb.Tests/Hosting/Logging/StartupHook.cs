using System.Diagnostics;
using Microsoft.AspNetCore.Http;

#pragma warning disable MA0047 // The runtime looks for this name outside of every namespace.

/// <summary>
/// Runs inside the app's process (<c>DOTNET_STARTUP_HOOKS</c>): the process ends as soon as
/// a request for <c>/crash</c> or <c>/exit</c> is completed.
/// </summary>
internal sealed class StartupHook : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public static void Initialize() => DiagnosticListener.AllListeners.Subscribe(new StartupHook());

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
            value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key != "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop" || value.Value is not HttpContext context)
            return;
        if (context.Request.Path == "/crash")
        {
            // After the app's own handler there is no moment left in which a line could still be written.
            AppDomain.CurrentDomain.UnhandledException += (_, _) => Process.GetCurrentProcess().Kill();
            new Thread(() => throw new InvalidOperationException("A crash.")).Start();
        }
        if (context.Request.Path == "/exit")
            Environment.Exit(3);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
