using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace TasksWeb.Tests.Hosting.Logging;

/// <summary>
/// Runs inside the app's process, which ends as soon as a request for <c>/crash</c> or <c>/exit</c> is completed.
/// </summary>
internal sealed class EndOnRequest : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    public static void Start() => DiagnosticListener.AllListeners.Subscribe(new EndOnRequest());

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
            new Thread(() => throw new InvalidOperationException("A crash.")).Start();
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
